import { createHash, timingSafeEqual } from 'node:crypto';
import type { BounceReport } from '../bounce.ts';

/** A webhook's request, as the web thread passes it on. */
export interface HookRequest {
  readonly headers: HookHeaders;
  readonly body: string;
}

export type HookHeaders = Readonly<Partial<Record<(typeof hookHeaders)[number], string>>>;

/** The only headers that are passed on. */
export const hookHeaders = ['authorization', 'x-hook-key', 'x-amz-sns-topic-arn'] as const;

export interface HookNeeds {
  /** MAIL_HOOK_<NAME>_KEY. */
  readonly key: string;
  readonly now: number;
  /** Fetches an https address of the provider's own; bounded in time and size. Rejects for everything but a 200. */
  readonly fetchText: (url: string) => Promise<string>;
}

/** What a webhook said; `forged` is refused, `unreadable` too. */
export type HookReading = { readonly reports: readonly BounceReport[] } | 'forged' | 'unreadable';

/** How one company tells what became of our mail: how it proves who it is, and what its words mean. */
export interface HookFormat {
  /** From the headers alone: false for what cannot be from there, so that its body need not be read. In constant time. */
  readonly admits: (headers: HookHeaders, key: string) => boolean;
  /** Verifies and reads. Rejects when what it needs for that cannot be fetched: the provider sends it again. */
  readonly read: (needs: HookNeeds, request: HookRequest) => Promise<HookReading>;
}

/** Hashed, so that comparing takes the same time whatever the lengths. */
export function isSameSecret(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
