import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { ContentUrl } from './content-url.ts';
import { readDkim, type DkimSettings } from './dkim-settings.ts';
import { Mirror, type MirrorSettings } from './mirror-settings.ts';
import { isLoopback, Provider, type ProviderSettings } from './provider-settings.ts';

const length = z
  .string()
  .regex(/^\d+(ms|s|m|h|d)$/, 'must be a length of time such as 90s, 15m, 24h or 7d')
  .transform(milliseconds);
const list = z.string().transform((text) => text.split(/[\s,]+/).filter((item) => item !== ''));
const mailbox = z
  .string()
  .regex(/^([^<>\r\n]*<[^<>\s@]+@[^<>\s@]+>|[^<>\s@]+@[^<>\s@]+)$/, 'must be an address, or Name <address>');
const webAddress = z.url({ protocol: /^https?$/, error: 'must be an address such as https://status.example.org' });

/** `10.0.0.1`, `10.0.0.0/8`, `fd00::/8`. */
function isNetwork(text: string): boolean {
  const [address = '', bits = '0', ...more] = text.split('/');
  const widest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return more.length === 0 && /^\d+$/.test(bits) && Number(bits) <= widest;
}

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .pipe(z.number().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`));

/** Every setting but the numbered ones; the comments are the manual, `.env.example` its copy. */
export const Settings = z.object({
  /** Where the server listens. 0 takes any free port. */
  PORT: wholeNumber(0, 65535).default(4321),
  HOST: z.string().default('127.0.0.1'),
  /** The address people use; every link in pages, feeds and mails begins with it, never with what a request says. */
  SITE_URL: webAddress
    .refine(
      (text) => !URL.canParse(text) || /^\/?$/.test(new URL(text).pathname),
      'must not have a path: the page stands at /',
    )
    .transform((text) => new URL(text).origin)
    .optional(),
  /** Notices and page.yaml. Inside a git repository what is committed is published. */
  INCIDENTS_DIR: z
    .string()
    .default('./incidents')
    .transform((path) => resolve(path)),
  /** Database, keys, journal, mail as files: everything that must survive a restart. */
  DATA_DIR: z
    .string()
    .default('./data')
    .transform((path) => resolve(path)),
  /** Follow a remote repository instead; credentials percent-encoded, as `https://user:token@host/path`. */
  CONTENT_GIT_URL: ContentUrl.optional(),
  CONTENT_GIT_BRANCH: z
    .string()
    .regex(
      /^(?![-/.])(?!.*(?:\.\.|\/\/|\/\.|@\{|\.lock(?:\/|$)))[^\s~^:?*[\\\u0000-\u001f\u007f]{1,200}(?<![./])$/,
      'must be the name of a branch, such as main',
    )
    .default('main'),
  /** What the forge signs its webhooks with. */
  CONTENT_HOOK_SECRET: z.string().min(16, 'must have at least 16 characters').optional(),
  MAIL_FROM: mailbox.optional(),
  MAIL_REPLY_TO: mailbox.optional(),
  /** Where mail comes back to. `+<token>` is put before its @, so the part before it is short. */
  BOUNCE_ADDRESS: z
    .email('must be a mail address')
    .regex(/^[^@+]{1,24}@/, 'must have at most 24 characters before the @, and no + among them')
    .optional(),
  /** Private key in PEM with which every mail is signed, and the name under which its public half is in the DNS. */
  DKIM_KEY_FILE: z.string().optional(),
  DKIM_SELECTOR: z
    .string()
    .regex(
      /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i,
      'must be a name of letters, digits and hyphens, such as noroshi',
    )
    .optional(),
  STAFF_EMAIL: list.pipe(z.array(z.email('must be mail addresses with commas between'))).default([]),
  STAFF_HOOK: webAddress.optional(),
  HEARTBEAT_URL: webAddress.optional(),
  /** An update older than this is not mailed when it is first seen. Milliseconds. */
  ALERT_MAX_AGE: length.default(milliseconds('24h')),
  /** Addresses of our own proxy; only from these is X-Forwarded-For believed. */
  TRUST_PROXY: list
    .refine(
      (entries) => entries.every(isNetwork),
      'must be addresses or networks, such as 10.0.0.0/8, with commas between',
    )
    .default([]),
  WEB_THREADS: wholeNumber(1, 64).default(1),
  /** Names of the main service that may point here while it is gone; whoever comes by them sees the emergency page. */
  STAND_IN_HOSTS: z
    .string()
    .transform((text) => text.toLowerCase())
    .pipe(list)
    .refine(
      (hosts) => hosts.every((host) => /^[a-z0-9.-]+$/.test(host)),
      'must be names of hosts, such as www.example.jp, with commas between',
    )
    .default([]),
  DOCTOR_LOOKUPS: z.stringbool('must be true or false').default(true),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  SECRET_KEY_FILE: z.string().optional(),
  BACKUP_EVERY: length.default(milliseconds('1h')),
});

export type Config = Omit<z.infer<typeof Settings>, 'SITE_URL'> & {
  readonly SITE_URL: string;
  /** `MAIL_1`, `MAIL_2`, … in order of preference. */
  readonly providers: readonly ProviderSettings[];
  /** `MAIL_HOOK_<NAME>_KEY` by name in small letters: `ses`, `postmark`. */
  readonly mailHookKeys: Readonly<Record<string, string>>;
  readonly backups: readonly string[];
  /** `MIRROR_1`, `MIRROR_2`, … */
  readonly mirrors: readonly MirrorSettings[];
  /** What we sign our mail with; null when that is left to the providers. */
  readonly dkim: DkimSettings | null;
  /** SITE_URL is not this machine: no demo any more. */
  readonly isPublic: boolean;
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings from the environment. Any secret may come as `NAME_FILE`, the path of a file that holds it.
 * Throws one Error that lists every problem by name; a value is never printed, since it may be a password.
 */
export function readConfig(environment: Environment): Config {
  const problems: string[] = [];
  const env = withFiles(environment, problems);
  const settings = Settings.safeParse(env);
  if (!settings.success)
    problems.push(...settings.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  const providers = numbered(env, 'MAIL', problems).flatMap(([name, text]) => {
    const provider = Provider.safeParse(text);
    if (!provider.success) problems.push(...provider.error.issues.map((issue) => `${name}: ${issue.message}`));
    return provider.success ? [provider.data] : [];
  });
  for (const { name } of providers.filter(
    (one, at) => providers.findIndex((other) => other.name === one.name) !== at,
  )) {
    problems.push(`MAIL_n: two providers are called "${name}"; give each its own with ?name=`);
  }
  if (env['MAIL_1'] !== undefined && env['MAIL_FROM'] === undefined) {
    problems.push('MAIL_FROM: is missing; with MAIL_1 set, say who the mails are from');
  }
  const backups = numbered(env, 'BACKUP', problems).map(([name, text]) => {
    if (!/^(file:\/|restic:.)/.test(text)) problems.push(`${name}: must be file:/path or restic:<repository>`);
    return text;
  });
  const mirrors = numbered(env, 'MIRROR', problems).flatMap(([name, text]) => {
    const mirror = Mirror.safeParse(text);
    if (!mirror.success) problems.push(...mirror.error.issues.map((issue) => `${name}: ${issue.message}`));
    return mirror.success ? [{ name, ...mirror.data }] : [];
  });
  const dkim = readDkim(env, problems);
  const mailHookKeys = hookKeys(env, problems);
  const own = settings.data?.SITE_URL;
  if (own !== undefined && settings.data?.STAND_IN_HOSTS.includes(new URL(own).hostname) === true)
    problems.push('STAND_IN_HOSTS: holds the host of SITE_URL, where the page itself has to be shown');
  if (!settings.success || problems.length > 0) {
    throw new Error(
      `These settings need attention (environment or .env):\n${problems.map((line) => `  ${line}`).join('\n')}`,
    );
  }
  const SITE_URL = settings.data.SITE_URL ?? `http://localhost:${settings.data.PORT}`;
  const isPublic = !isLoopback(new URL(SITE_URL).hostname);
  return { ...settings.data, SITE_URL, providers, mailHookKeys, backups, mirrors, dkim, isPublic };
}

/** `NAME_FILE=/path` stands for `NAME=<what the file holds>`; an empty setting is no setting. */
function withFiles(environment: Environment, problems: string[]): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || value.trim() === '') continue;
    const target =
      /^(?:MAIL_\d+|MAIL_HOOK_\w+_KEY|CONTENT_HOOK_SECRET|CONTENT_GIT_URL|METRICS_TOKEN|STAFF_HOOK|HEARTBEAT_URL|BACKUP_\d+|MIRROR_\d+)(?=_FILE$)/.exec(
        name,
      )?.[0];
    if (target === undefined) {
      env[name] ??= value;
      continue;
    }
    try {
      env[target] = readFileSync(value, 'utf8').trim();
    } catch (error) {
      problems.push(`${name}: the file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'})`);
    }
  }
  return env;
}

/** `MAIL_1`, `MAIL_2`, … in order. A gap is a problem: what comes after it was meant, and would be left out silently. */
function numbered(env: Environment, prefix: string, problems: string[]): [string, string][] {
  const names = Object.keys(env).filter((name) => new RegExp(`^${prefix}_\\d+$`).test(name));
  const sorted = names.sort((a, b) => Number(a.slice(prefix.length + 1)) - Number(b.slice(prefix.length + 1)));
  sorted.forEach((name, index) => {
    if (name !== `${prefix}_${index + 1}`) problems.push(`${name}: ${prefix}_${index + 1} is missing before it`);
  });
  return sorted.map((name) => [name, env[name] ?? '']);
}

/** What each webhook proves itself with: the topics of SNS, or a secret. */
const hookKeyForms: Readonly<Record<string, { readonly form: RegExp; readonly what: string }>> = {
  ses: {
    form: /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w.-]+(\s*,\s*arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w.-]+)*$/,
    what: 'must be the ARN of the topic, arn:aws:sns:…, or several with commas',
  },
  postmark: { form: /^.{16,}$/, what: 'must have at least 16 characters' },
};

function hookKeys(env: Environment, problems: string[]): Record<string, string> {
  const keys: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    const provider = /^MAIL_HOOK_(\w+)_KEY$/.exec(name)?.[1]?.toLowerCase();
    if (provider === undefined || value === undefined) continue;
    const known = Object.hasOwn(hookKeyForms, provider) ? hookKeyForms[provider] : undefined;
    if (known === undefined) problems.push(`${name}: webhooks are known of ${Object.keys(hookKeyForms).join(' and ')}`);
    else if (!known.form.test(value)) problems.push(`${name}: ${known.what}`);
    keys[provider] = value;
  }
  return keys;
}

function milliseconds(text: string): number {
  const unit = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[text.replace(/^\d+/, '')] ?? Number.NaN;
  return Number.parseInt(text, 10) * unit;
}
