import { pino, destination } from 'pino';

/**
 * One line of JSON per event on stderr. Never an address, a token or a credential: whoever logs passes ids.
 * Synchronous, so that the last words of a dying process are not lost.
 */
export function createLog(thread: string) {
  return pino(
    { base: { thread }, timestamp: () => `,"time":"${new Date().toISOString()}"` },
    destination({ fd: 2, sync: true }),
  );
}
export type Log = ReturnType<typeof createLog>;
