import { fileTarget } from './file-target.ts';
import { resticTarget } from './restic-target.ts';
import type { Target } from './target.ts';

/** The targets of BACKUP_1, BACKUP_2, …: `file:/path` or `restic:<repository>`, as the settings have been checked to be. */
export function openTargets(
  settings: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): Target[] {
  return settings.map((text) => {
    const rest = text.slice(text.indexOf(':') + 1);
    if (text.startsWith('file:')) return fileTarget(rest.replace(/(?<=.)\/+$/, ''));
    return resticTarget({ repository: rest, environment, ...(signal && { signal }) });
  });
}
