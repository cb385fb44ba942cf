import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian puts servers that are not on everybody's PATH. */
const places = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/bin', '/sbin'];

/** Path of a program, or null: tests that need it then skip by name (and fail under REQUIRE_ALL=1, see test/run.mjs). */
export function programPath(name: string): string | null {
  return places.map((place) => join(place, name)).find((path) => existsSync(path)) ?? null;
}
