import type { Page } from '../incidents/page.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import type { MirrorSettings } from '../mirror-settings.ts';

/** What is configured, as far as it can be shared. */
export interface Configured {
  readonly SITE_URL: string;
  readonly CONTENT_GIT_URL?: { readonly url: string } | undefined;
  readonly MAIL_FROM?: string | undefined;
  readonly MAIL_REPLY_TO?: string | undefined;
  readonly STAFF_EMAIL: readonly string[];
  readonly STAFF_HOOK?: string | undefined;
  readonly HEARTBEAT_URL?: string | undefined;
  readonly providers: readonly ProviderSettings[];
  readonly backups: readonly string[];
  readonly mirrors: readonly MirrorSettings[];
}

/** A thing of ours and where it stands: a host, a domain whose mail servers count, or nothing that can be looked up. */
export interface Thing {
  readonly id: string;
  readonly subject: string;
  readonly kind: 'web' | 'host' | 'mail' | 'local' | 'opaque';
  readonly name: string;
}

/** Everything of ours that must not go with the main service. Nothing but what is configured is named. */
export function thingsOf(config: Configured, page: Pick<Page, 'alternates' | 'contacts'>): Thing[] {
  const host = hostOf(config.SITE_URL);
  const git = config.CONTENT_GIT_URL?.url;
  return [
    { id: 'page', subject: 'Status page and feeds', kind: 'web', name: host },
    ...page.alternates.map((url, at): Thing => ({ id: `alternate-${at + 1}`, subject: 'Alternate', kind: 'web', name: hostOf(url) })), // prettier-ignore
    ...config.providers.map(({ name, host: server }): Thing => ({ id: `provider-${name}`, subject: `Mail provider ${name}`, kind: 'host', name: server })), // prettier-ignore
    ...mailThing('mail-from', 'Sender (MAIL_FROM)', config.MAIL_FROM),
    ...mailThing('reply-to', 'Answers (MAIL_REPLY_TO)', config.MAIL_REPLY_TO),
    ...mailThing('contact', 'Contact address', page.contacts.email),
    ...config.STAFF_EMAIL.flatMap((address, at) => mailThing(`staff-${at + 1}`, 'Staff (STAFF_EMAIL)', address)),
    ...webThing('staff-hook', 'Staff chat (STAFF_HOOK)', config.STAFF_HOOK),
    ...webThing('heartbeat', 'Watchdog (HEARTBEAT_URL)', config.HEARTBEAT_URL),
    ...(git === undefined ? [] : [{ id: 'git', subject: 'Notices (CONTENT_GIT_URL)', kind: 'host', name: gitHost(git) } as const]), // prettier-ignore
    ...config.backups.map((target, at): Thing => placed(`backup-${at + 1}`, `Backup ${at + 1}`, backupHost(target))),
    ...config.mirrors.map(({ name, kind, target }): Thing => placed(name.toLowerCase().replace('_', '-'), `Copy (${name})`, kind === 'folder' ? 'here' : remoteHost(target))), // prettier-ignore
  ];
}

function placed(id: string, subject: string, host: string | null): Thing {
  if (host === 'here') return { id, subject, kind: 'local', name: 'a folder of this machine' };
  return host === null ? { id, subject, kind: 'opaque', name: 'a remote' } : { id, subject, kind: 'host', name: host };
}

function mailThing(id: string, subject: string, mailbox: string | undefined): Thing[] {
  const domain = /@([^\s@>]+)>?\s*$/.exec(mailbox ?? '')?.[1]?.toLowerCase();
  return domain === undefined ? [] : [{ id, subject, kind: 'mail', name: domain }];
}

function webThing(id: string, subject: string, url: string | undefined): Thing[] {
  return url === undefined ? [] : [{ id, subject, kind: 'web', name: hostOf(url) }];
}

function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[|\]$/g, '');
}

function gitHost(url: string): string {
  return URL.canParse(url) ? hostOf(url) : (/^(?:[^@]+@)?([^:/]+):/.exec(url)?.[1] ?? url);
}

/** `file:` is here as far as anybody can see; of restic the forms that name a host. */
function backupHost(target: string): string | null {
  if (target.startsWith('file:')) return 'here';
  const repository = target.replace(/^restic:/, '');
  if (repository.startsWith('/')) return 'here';
  const url = repository.replace(/^(rest|s3):/, '');
  if (/^https?:/.test(url) && URL.canParse(url)) return hostOf(url);
  if (repository.startsWith('sftp://') && URL.canParse(repository)) return hostOf(repository);
  return /^sftp:(?:[^@/]+@)?([^:/]+):/.exec(repository)?.[1] ?? /^s3:([^/]+\.[^/]+)\//.exec(repository)?.[1] ?? null;
}

/** A remote that is configured by name says nothing of where it is. */
function remoteHost(target: string): string | null {
  return /^:\w+,(?:.*,)?host=([\w.-]+)/.exec(target)?.[1] ?? null;
}
