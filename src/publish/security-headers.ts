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

/**
 * A page's Content-Security-Policy: its own inline styles by their hash, own images, forms to ourselves, and own script
 * files only if it names one, which may ask us for the page anew. Inline scripts never run.
 */
export function pagePolicy(html: string, frameAncestors = "'none'"): string {
  const styles = [...html.matchAll(/<style\b[^>]*>([^]*?)<\/style>/gi)].map(([, text = '']) => hashOf(text));
  const hasScript = /<script\b[^>]*\ssrc=["']?\/(?!\/)/i.test(html);
  return [
    "default-src 'none'",
    ...(styles.length > 0 ? [`style-src ${[...new Set(styles)].join(' ')}`] : []),
    ...(hasScript ? ["script-src 'self'", "connect-src 'self'"] : []),
    "img-src 'self' data:",
    "manifest-src 'self'",
    "form-action 'self'",
    `frame-ancestors ${frameAncestors}`,
    "base-uri 'none'",
  ].join('; ');
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
