/**
 * A place for copies that is not this host's to clear: names are only added. Throws UserError `unavailable` with a sentence
 * for staff when it cannot be used.
 */
export interface Target {
  /** What staff call it, without passwords. */
  readonly label: string;
  /** Asking for one segment costs much here: each carries everything since the last copy. */
  readonly piled: boolean;
  /** Makes sure that it belongs to this installation; an empty one becomes its own. */
  claim(installation: string): Promise<void>;
  /** Whose it is; null when it is empty. */
  owner(): Promise<string | null>;
  /** Names of all copies, finished or not, the newest first. */
  copies(): Promise<string[]>;
  /** Adds the files of a folder as a copy. When it resolves the copy is whole and durable. */
  addCopy(name: string, folder: string): Promise<void>;
  /** Brings the files of a copy into an empty folder. */
  fetchCopy(name: string, folder: string): Promise<void>;
  segments(): Promise<string[]>;
  addSegment(name: string, content: Uint8Array): Promise<void>;
  fetchSegment(name: string): Promise<Uint8Array>;
}

/** Files of a copy; the manifest is written last: a copy without one was never finished. */
export const copyFiles = ['noroshi.db', 'incidents.bundle', 'settings.env', 'secret.key'] as const;
export const manifestFile = 'manifest.json';
