import type { HookFormat } from './hook.ts';
import { postmark } from './postmark.ts';
import { ses } from './ses.ts';

/** By the name in /hooks/mail/<name> and MAIL_HOOK_<NAME>_KEY. */
export const hookFormats: Readonly<Record<string, HookFormat>> = { ses, postmark };
