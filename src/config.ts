import { readFileSync } from 'node:fs';
import { z } from 'zod';

const isLoopback = (host: string) => /^(localhost|.*\.localhost|127(\.\d+){3}|\[?::1\]?)$/i.test(host);

const port = z.coerce.number().int().min(0).max(65535);
const seconds = z
  .string()
  .regex(/^\d+\s*(ms|s|m|h|d)$/, 'a length of time such as 90s, 15m, 24h or 7d')
  .transform(duration);
const list = z.string().transform((text) => text.split(/[\s,]+/).filter((item) => item !== ''));
const addresses = list.pipe(z.array(z.email('a mail address, or several with commas')));
/** `Name <address>` or an address; who mails are from. */
const mailbox = z.string().regex(/^([^<>\r\n]*<[^<>\s@]+@[^<>\s@]+>|[^<>\s@]+@[^<>\s@]+)$/, 'an address, or Name <address>');

/** One `MAIL_n`. Ours (`name rate daily connections share`) are taken out of the query; the rest goes to nodemailer. */
export interface ProviderSettings {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (smtps:). Otherwise STARTTLS is required, unless `ignoreTls`. */
  readonly secure: boolean;
  readonly ignoreTls: boolean;
  readonly rejectUnauthorized: boolean;
  readonly user: string | null;
  readonly password: string | null;
  readonly connections: number;
  /** Messages a second and a day; null = not declared. */
  readonly rate: number | null;
  readonly daily: number | null;
  /** Percent of the mail that keeps this provider warm although another comes first. */
  readonly share: number;
}

const provider = z.string().transform((text, context): ProviderSettings => {
  const refuse = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return refuse('an address like smtps://user:password@host:465?name=ses (percent-encode what is special in user and password)');
  }
  if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') return refuse('must begin with smtps:// or smtp://');
  if (url.hostname === '') return refuse('names no host');
  const known = ['name', 'rate', 'daily', 'connections', 'share', 'ignoreTLS', 'rejectUnauthorized'];
  const stranger = [...url.searchParams.keys()].find((key) => !known.includes(key));
  if (stranger !== undefined) return refuse(`does not know "${stranger}"; known are ${known.join(', ')}`);
  const number = (key: string, least: number) => {
    const value = url.searchParams.get(key);
    if (value === null) return null;
    const parsed = Number(value);
    if (!Number.isFinite(parsed) || parsed < least) refuse(`${key} must be a number from ${least} up`);
    return parsed;
  };
  const off = (key: string) => url.searchParams.get(key) === 'false';
  const ignoreTls = url.searchParams.get('ignoreTLS') === 'true';
  if ((ignoreTls || off('rejectUnauthorized')) && !isLoopback(url.hostname)) {
    return refuse('ignoreTLS and rejectUnauthorized=false are for a server on this machine only: passwords and addresses would travel in clear');
  }
  const secure = url.protocol === 'smtps:';
  let user: string | null, password: string | null;
  try {
    user = url.username === '' ? null : decodeURIComponent(url.username);
    password = url.password === '' ? null : decodeURIComponent(url.password);
  } catch {
    return refuse('user or password are not percent-encoded: write % as %25');
  }
  return {
    name: url.searchParams.get('name') ?? url.hostname,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    ignoreTls,
    rejectUnauthorized: !off('rejectUnauthorized'),
    user,
    password,
    connections: number('connections', 1) ?? 10,
    rate: number('rate', 0.01),
    daily: number('daily', 1),
    share: number('share', 0) ?? 0,
  };
});

/** `MAIL_FROM` needs no setting while mail only goes into a folder on a private address. */
const Settings = z.object({
  /** Where the server listens. */
  PORT: port.default(4321),
  HOST: z.string().default('127.0.0.1'),
  /** The address people use; links in pages, feeds and mails begin with it. */
  SITE_URL: z
    .url({ protocol: /^https?$/, error: 'an address such as https://status.example.org' })
    .refine((text) => URL.canParse(text) && new URL(text).pathname === '/' && new URL(text).search === '', 'must have no path')
    .transform((text) => new URL(text).origin)
    .default('http://localhost:4321'),
  INCIDENTS_DIR: z.string().default('./incidents'),
  DATA_DIR: z.string().default('./data'),
  CONTENT_GIT_URL: z.string().optional(),
  CONTENT_GIT_BRANCH: z.string().default('main'),
  CONTENT_HOOK_SECRET: z.string().optional(),
  MAIL_FROM: mailbox.optional(),
  MAIL_REPLY_TO: mailbox.optional(),
  BOUNCE_ADDRESS: z.email().optional(),
  DKIM_KEY_FILE: z.string().optional(),
  DKIM_SELECTOR: z.string().optional(),
  STAFF_EMAIL: addresses.default([]),
  STAFF_HOOK: z.url().optional(),
  HEARTBEAT_URL: z.url().optional(),
  ALERT_MAX_AGE: seconds.default(duration('24h')),
  TRUST_PROXY: list.default([]),
  WEB_THREADS: z.coerce.number().int().min(1).max(64).default(1),
  STAND_IN_HOSTS: list.default([]),
  DOCTOR_LOOKUPS: z.enum(['on', 'off']).default('on'),
  METRICS_TOKEN: z.string().min(16, 'at least 16 characters').optional(),
  SECRET_KEY_FILE: z.string().optional(),
  BACKUP_EVERY: seconds.default(duration('1h')),
});

export type Config = z.infer<typeof Settings> & {
  /** `MAIL_1`, `MAIL_2`, … in order of preference. */
  readonly providers: readonly ProviderSettings[];
  /** Keys of provider webhooks by provider name. */
  readonly mailHookKeys: Readonly<Record<string, string>>;
  readonly backups: readonly string[];
  readonly mirrors: readonly string[];
  /** SITE_URL is not this machine: no demo any more. */
  readonly isPublic: boolean;
};
