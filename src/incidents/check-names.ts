import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from './finding.ts';
import { purposeOf, wholeFile, type ContentFile } from './source.ts';

/** Names that are one and the same file on a Mac or on Windows: they differ in capitals, or in how an accent is written. */
export function twinFindings(files: readonly ContentFile[]): Finding[] {
  const seen = new Map<string, string>();
  return files.flatMap(({ name }) => {
    const key = name.normalize('NFC').toLowerCase();
    const twin = seen.get(key);
    seen.set(key, name);
    if (twin === undefined) return [];
    const isCase = twin.normalize('NFC') !== name.normalize('NFC');
    const what = `This name differs from ${twin} only in ${isCase ? 'capitals' : 'how its accents are stored (Unicode NFC and NFD)'}.`;
    return [wholeFile('error', name, what, 'Rename or delete one of them.')];
  });
}

function noFile(name: string, what: string): Finding {
  return wholeFile('error', name, what, 'Put the file itself in its place.');
}

/** Folders, and what else is no file, in the folder of the notices: nothing in them is published, and git may not even hold it. */
export function foldersFindings(folder: string): Finding[] {
  const others = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => !entry.isFile() && !entry.isSymbolicLink() && !/^[._]/.test(entry.name),
  );
  return others.flatMap((entry): Finding[] => {
    const { name } = entry;
    const path = join(folder, name);
    if (!entry.isDirectory()) return purposeOf(name) === null ? [] : [noFile(name, 'This is no regular file.')];
    if (existsSync(join(path, '.git')))
      return [wholeFile('error', name, 'A submodule is not followed.', 'Commit its files themselves in its place.')];
    if (purposeOf(name) !== null) return [noFile(name, 'This is a folder, not a file.')];
    const inside = readdirSync(path).filter((file) => purposeOf(file)?.kind === 'notice');
    const what = 'Notices in a folder of their own are not published.';
    return inside.map((file) =>
      wholeFile('warning', `${name}/${file}`, what, 'Move it up, or into _templates/ if it is no notice.'),
    );
  });
}
