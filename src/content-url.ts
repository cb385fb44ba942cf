import { z } from 'zod';

/** A `CONTENT_GIT_URL`, with what is secret in it set apart: it must not show in logs, in `ps` or in git's own settings. */
export interface ContentAddress {
  /** For git, without credentials; the user of an ssh address stays, which is no secret. */
  readonly url: string;
  readonly credentials: { readonly username: string; readonly password: string } | null;
}

const example = 'https://user:token@git.example.net/status/content.git or git@git.example.net:status/content.git';

/**
 * The text of a CONTENT_GIT_URL → ContentAddress: http, https, ssh, git, file, `user@host:path` or an absolute path. What git
 * would take for an option (`-…`) or for a program to run (`ext::…`) is refused. Messages never repeat the value.
 */
export const ContentUrl = z.string().transform((text, context): ContentAddress => {
  const refuse = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  if (/[\s\u0000-\u001f\u007f]/.test(text)) return refuse('must not hold spaces; percent-encode them');
  if (text.startsWith('/')) return { url: text, credentials: null };
  if (/^[\w.-]+@[\w.-]+:(?!\/\/|:)[^-].*$/.test(text)) return { url: text, credentials: null };
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^(https?|ssh|git|file):\/\//.test(text)) return refuse(`must look like ${example}`);
  if (url.protocol === 'file:') return { url: text, credentials: null };
  if (url.hostname === '' || url.hostname.startsWith('-')) return refuse(`must name a host, like ${example}`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    if (url.password !== '') return refuse('must not hold a password for ssh: git takes none. Use a key');
    return { url: text, credentials: null };
  }
  if (url.username === '' && url.password === '') return { url: text, credentials: null };
  try {
    const [username, password] = [url.username, url.password].map(decodeURIComponent);
    const open = new URL(text);
    [open.username, open.password] = ['', ''];
    return { url: open.href, credentials: { username: username ?? '', password: password ?? '' } };
  } catch {
    return refuse('has a user or password with a bare %: write it as %25');
  }
});
