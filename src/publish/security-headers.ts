import { createHash } from 'node:crypto';

/** What every response carries. Strict-Transport-Security only where people come by https. */
export function commonHeaders(siteUrl: string): Record<string, string> {
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    ...(siteUrl.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}

/** Nothing may be loaded: what is no page (feeds, API, plain sentences) needs nothing. */
export const closedPolicy = "default-src 'none'; frame-ancestors 'none'";

/** Whose images, scripts and forms a page may use: where it stands, or another origin. */
export type Origin = "'self'" | `https://${string}` | `http://${string}`;

/**
 * A page's Content-Security-Policy: its own inline styles by their hash, own images, forms to ourselves, and own script
 * files only if it names one, which may ask us for the page anew. Inline scripts never run. A page under a foreign name
 * leads and belongs to `origin`.
 */
export function pagePolicy(html: string, frameAncestors = "'none'", origin?: Origin): string {
  return `${embeddedPolicy(html, origin)}; frame-ancestors ${frameAncestors}`;
}

/** The policy for a page that carries it itself; what may frame it can only be said in a header. */
export function embeddedPolicy(html: string, origin: Origin = "'self'"): string {
  const styles = [...html.matchAll(/<style\b[^>]*>([^]*?)<\/style>/gi)].map(([, text = '']) => hashOf(text));
  const hasScript = /<script\b[^>]*\ssrc=["']?\/(?!\/)/i.test(html);
  return [
    "default-src 'none'",
    ...(styles.length > 0 ? [`style-src ${[...new Set(styles)].join(' ')}`] : []),
    ...(hasScript ? [`script-src ${origin}`, `connect-src ${origin}`] : []),
    `img-src ${origin} data:`,
    `manifest-src ${origin}`,
    `form-action ${origin}`,
    `base-uri ${origin === "'self'" ? "'none'" : origin}`,
  ].join('; ');
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
