import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from './manifest.ts';
import { ruleGroups, type RuleGroups } from './rule-groups.ts';

type Rules = Readonly<Record<string, string>>;

/** Writes what web servers include beside the files: types, caching and redirects as we give them ourselves. */
export async function writeSnippets(folder: string, manifest: Manifest): Promise<void> {
  const groups = ruleGroups(manifest);
  await writeFile(join(folder, 'nginx.conf'), nginxSnippet(groups));
  await writeFile(join(folder, 'Caddyfile'), caddySnippet(groups));
}

/** For `include` in a server block that names `root` and says in `location @noroshi` what becomes of all the rest. */
export function nginxSnippet({ pages, extensions, exact, redirects }: RuleGroups): string {
  const location = (where: string, tries: string, rules: Rules) =>
    `location ${where} {\n  types { }\n${nginxRules(rules)}  try_files ${tries} @noroshi;\n}`;
  return [
    '# Written by Noroshi with every copy; do not change it by hand. See deploy/nginx.conf.',
    'gzip_static on;',
    'gzip_vary on;',
    '# brotli_static on;   # with the package libnginx-mod-http-brotli-static',
    location('= /', '/index.html', pages),
    location('/', '$uri/index.html', pages),
    ...extensions.map(({ extension, rules }) => location(`~ \\${extension}$`, '$uri', rules)),
    ...exact.map(({ path, file, rules }) => location(`= ${path}`, `/${file}`, rules)),
    ...exact
      .filter(({ path, file }) => path !== `/${file}`)
      .map(({ file, rules }) => location(`= /${file}`, `/${file}`, rules)),
    ...redirects.map(({ path, to }) => `location = ${path} {\n  return 301 ${to};\n}`),
    '',
  ].join('\n');
}

/**
 * For `import` in a `handle` that is reached for files that are there; the address is still the one asked for. Just one rule
 * fits each address: Caddy applies several in an order of its own.
 */
export function caddySnippet({ pages, extensions, exact, redirects }: RuleGroups): string {
  const but = (paths: readonly string[]) => (paths.length === 0 ? '' : `\tnot path ${paths.join(' ')}\n`);
  const rule = (name: string, matcher: string, rules: Rules) =>
    `@${name} {\n${matcher}}\nheader @${name} {\n${caddyRules(rules)}}`;
  const exceptions = exact.map(({ path }) => path);
  const kinds = extensions.map(({ extension }) => `*${extension}`);
  const sameRules = Map.groupBy(exact, ({ rules }) => JSON.stringify(rules));
  return [
    '# Written by Noroshi with every copy; do not change it by hand. See deploy/Caddyfile.',
    ...redirects.map(({ path, to }) => `redir ${path} ${to} permanent`),
    rule('noroshi_pages', but([...kinds, ...exceptions]), pages),
    ...extensions.map(({ extension, rules }) => {
      const matcher = `\tpath *${extension}\n${but(exceptions.filter((path) => path.endsWith(extension)))}`;
      return rule(`noroshi${extension.replace(/\W/g, '_')}`, matcher, rules);
    }),
    ...[...sameRules.values()].map((group, at) =>
      rule(`noroshi_${at}`, `\tpath ${group.map(({ path }) => path).join(' ')}\n`, group[0]?.rules ?? {}),
    ),
    '',
  ].join('\n');
}

function nginxRules(rules: Rules): string {
  return Object.entries(rules)
    .map(([name, value]) =>
      name === 'content-type' ? `  default_type "${value}";\n` : `  add_header ${name} "${value}" always;\n`,
    )
    .join('');
}

function caddyRules(rules: Rules): string {
  return Object.entries(rules)
    .map(([name, value]) => `\t${name} "${value}"\n`)
    .join('');
}
