import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Post {
  readonly path: string;
  readonly type: string | undefined;
  readonly body: { readonly text: string; readonly subject: string; readonly kind: string } & Record<string, unknown>;
}

/** What a chat answers, one after the other, the last for good: a status, a redirect to itself, nothing, or a hang-up. */
export type ChatAnswer = number | 'redirect' | 'silence' | 'hang-up' | 'endless';

/** A real HTTP server that takes what STAFF_HOOK is sent and keeps it, answering as it is told. */
export async function startChat(
  ...answers: ChatAnswer[]
): Promise<{ url: string; port: number; posts: Post[]; close: () => void }> {
  const posts: Post[] = [];
  const queue = [...answers];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      const { url: path = '', headers } = request;
      posts.push({ path, type: headers['content-type'], body: JSON.parse(text) as Post['body'] });
      answer(response, (queue.length > 1 ? queue.shift() : queue[0]) ?? 200);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(close);
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hooks/secret`, port, posts, close };
}

function answer(response: ServerResponse, how: ChatAnswer): void {
  if (how === 'hang-up') response.socket?.resetAndDestroy();
  else if (how === 'redirect') response.writeHead(302, { location: '/elsewhere' }).end();
  else if (how === 'endless') {
    response.writeHead(200);
    const more = setInterval(() => response.write('x'.repeat(65_536)), 5);
    response.on('close', () => clearInterval(more));
  } else if (how !== 'silence') response.writeHead(how).end('{"ok":true}');
}
