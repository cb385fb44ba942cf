import { resolve } from 'node:path';
import { z } from 'zod';

/** Where a copy is kept up to date. The address may hold credentials and is never printed; `name` is. */
export interface MirrorSettings {
  /** `MIRROR_1` */
  readonly name: string;
  readonly kind: 'folder' | 'rclone';
  /** A path, or what rclone calls a remote: `s3:bucket/status`. */
  readonly target: string;
}

const folder = z
  .string()
  .regex(/^\.{0,2}\//)
  .transform((path) => ({ kind: 'folder' as const, target: resolve(path) }));
const remote = z
  .string()
  .regex(/^:?[\w.+@ -]+[,:][^\r\n]*$/)
  .transform((target) => ({ kind: 'rclone' as const, target }));

/** `MIRROR_n`. */
export const Mirror = z.union([folder, remote], {
  error: 'must be a folder (/srv/copy or ./copy) or a remote of rclone (s3:bucket/status)',
});
