/**
 * The program's threads, each with all its modules in one file: a start then opens a dozen files instead of a thousand. Names
 * and lines stay readable, so that a stack trace still says where. The Node that runs it is the one of the modules.
 */
export default {
  input: {
    server: 'src/server.ts',
    publisher: 'src/publisher.ts',
    web: 'src/web.ts',
    worker: 'src/worker.ts',
  },
  platform: 'node',
  // It brings machine code, which cannot be put into a file of ours.
  external: ['better-sqlite3'],
  output: { format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: 'shared-[name].mjs' },
};
