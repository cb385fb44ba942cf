import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { createServer as createHttpServer } from 'node:http';
import { onTestFinished } from 'vitest';

/** A forge over HTTP that asks for a password: git's own server program behind a socket. */
export async function startGitHttp(
  folder: string,
  user: { readonly name: string; readonly password: string },
): Promise<{ readonly port: number; readonly seen: () => string }> {
  let seen = '';
  const wanted = `Basic ${Buffer.from(`${user.name}:${user.password}`).toString('base64')}`;
  const server = createHttpServer((request, response) => {
    seen += commandLines();
    if (request.headers.authorization !== wanted) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
      return;
    }
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const child = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env['PATH'],
        GIT_PROJECT_ROOT: folder,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: path,
        QUERY_STRING: query,
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers['content-type'],
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
        GIT_PROTOCOL: request.headers['git-protocol'] as string | undefined,
        REMOTE_USER: user.name,
      },
    });
    request.pipe(child.stdin);
    let head = '';
    child.stdout.on('data', (chunk: Buffer) => {
      if (response.headersSent) return void response.write(chunk);
      head += chunk.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      const fields = head.slice(0, end).split('\r\n').map((line) => line.split(': ') as [string, string]); // prettier-ignore
      const { Status = '200', ...headers } = Object.fromEntries(fields) as Record<string, string>;
      response.writeHead(Number.parseInt(Status, 10), headers);
      response.write(Buffer.from(head.slice(end + 4), 'latin1'));
    });
    child.stdout.on('end', () => response.end());
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return { port: (server.address() as AddressInfo).port, seen: () => seen };
}

/** A server that takes connections and answers with these bytes, or with nothing. Counts who came. */
export async function startDumb(bytes: Buffer | null): Promise<{ readonly port: number; readonly came: () => number }> {
  let came = 0;
  const server = createServer((socket) => {
    came += 1;
    socket.on('error', () => {});
    if (bytes !== null) socket.end(bytes);
    onTestFinished(() => void socket.destroy());
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return { port: (server.address() as AddressInfo).port, came: () => came };
}

/** Those of every process on this machine, as `ps` shows them to anybody. */
export function commandLines(): string {
  return globSync('/proc/[0-9]*/cmdline')
    .map((path) => {
      try {
        return readFileSync(path, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    })
    .join('\n');
}
