import { z } from 'zod';

/** One `MAIL_n`, e.g. `smtps://user:password@host:465?name=ses&rate=14`. */
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

const Query = z
  .strictObject(
    {
      name: z
        .string()
        .regex(/^[a-z0-9-]{1,30}$/, 'small letters, digits and hyphens')
        .optional(),
      rate: z.coerce.number().positive().nullable().default(null),
      daily: z.coerce.number().int().positive().nullable().default(null),
      connections: z.coerce.number().int().min(1).max(100).default(10),
      share: z.coerce.number().min(0).max(100).default(0),
      ignoreTLS: z.stringbool().default(false),
      rejectUnauthorized: z.stringbool().default(true),
    },
    { error: (issue) => (issue.code === 'unrecognized_keys' ? `does not know ${issue.keys.join(', ')}` : undefined) },
  )
  .readonly();

/** The text of a `MAIL_n` → ProviderSettings. Messages never repeat the value: it holds a password. */
export const Provider = z.string().transform((text, context): ProviderSettings => {
  const refuse = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') {
    return refuse(
      'must look like smtps://user:password@mail.example.com:465?name=first (percent-encode what is special in user and password)',
    );
  }
  const query = Query.safeParse(Object.fromEntries(url.searchParams));
  if (!query.success) {
    return refuse(query.error.issues.map(({ path, message }) => [...path, message].join(': ')).join('; '));
  }
  const { ignoreTLS, rejectUnauthorized, name = url.hostname, ...limits } = query.data;
  if ((ignoreTLS || !rejectUnauthorized) && !isLoopback(url.hostname)) {
    return refuse(
      'turns TLS off for another machine: passwords and addresses would travel in clear. Use smtps:// or leave it out',
    );
  }
  const user = decoded(url.username);
  const password = decoded(url.password);
  if (user === undefined || password === undefined)
    return refuse('has a user or password with a bare %: write it as %25');
  const secure = url.protocol === 'smtps:';
  const port = url.port === '' ? (secure ? 465 : 587) : Number(url.port);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return { ...limits, name, host, port, secure, ignoreTls: ignoreTLS, rejectUnauthorized, user, password };
});

/** Whether a host name can only mean this machine. */
export function isLoopback(host: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

function decoded(part: string): string | null | undefined {
  if (part === '') return null;
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
