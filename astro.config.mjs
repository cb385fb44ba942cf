import node from '@astrojs/node';
import { defineConfig } from 'astro/config';

/** Astro turns our pages into one function, view → HTML; everything else of the server is ours (src/server.ts). */
export default defineConfig({
  output: 'server',
  adapter: node({ mode: 'middleware' }),
  session: false,
  image: { service: { entrypoint: 'astro/assets/services/noop' } },
  // Our own check (src/web.ts) lets the one-click unsubscribe of RFC 8058 through; Astro's would answer it with 403.
  security: { checkOrigin: false },
  // One request before the page can be read; the edition puts the style's hash into the Content-Security-Policy.
  build: { inlineStylesheets: 'always' },
  // Scripts are files: inline ones are forbidden by that policy.
  vite: { build: { assetsInlineLimit: 0 } },
  trailingSlash: 'never',
  devToolbar: { enabled: false },
});
