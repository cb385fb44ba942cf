import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { request } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { selfSigned } from './certificate.ts';
import { temporaryFolder } from './folder.ts';
import { freePort } from './free-port.ts';
import { eventually } from './wait.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Front {
  get(path: string, options?: { host?: string; method?: string; encoding?: string; body?: string }): Promise<Reply>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

interface Place {
  /** The folder of MIRROR_1. */
  readonly copy: string;
  /** Where Node listens. */
  readonly node: number;
}

/** The page's own name and the main service's, as deploy/ has them. */
export const names = { own: 'status.example.org', main: 'www.example.jp' };

/** Debian's nginx with deploy/nginx.conf: nothing but names of places is changed in it. */
export async function startNginx(program: string, { copy, node }: Place): Promise<Front> {
  const folder = temporaryFolder();
  const [plain, tls] = [await freePort(), await freePort()];
  for (const name of ['status', 'www'])
    writeCertificate(join(folder, name), name === 'www' ? names.main : names.own, name);
  const site = readFileSync(join(root, 'deploy/nginx.conf'), 'utf8')
    .replaceAll('/srv/noroshi/copy', copy)
    .replaceAll(/\/etc\/ssl\/noroshi\/(status|www)/g, `${folder}/$1`)
    .replaceAll('127.0.0.1:4321', `127.0.0.1:${node}`)
    .replaceAll('listen [::]', '# listen [::]')
    .replaceAll('listen 80', `listen 127.0.0.1:${plain}`)
    .replaceAll('listen 443', `listen 127.0.0.1:${tls}`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
    .join('\n');
  // Debian's own would not get into the folders of a test.
  const user = process.getuid?.() === 0 ? 'user root;\n' : '';
  const config = `${user}daemon off;\nworker_processes 1;\npid ${folder}/pid;\nerror_log stderr;\nevents { worker_connections 4096; }\nhttp {\naccess_log off;\n${temporary}\n${site}\n}\n`;
  writeFileSync(join(folder, 'nginx.conf'), config);
  return run(program, ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'], tls);
}

/** Debian's Caddy with deploy/Caddyfile, its own certificates and no ports that only root may open. */
export async function startCaddy(program: string, { copy, node }: Place): Promise<Front> {
  const folder = temporaryFolder();
  const [plain, tls] = [await freePort(), await freePort()];
  const config = readFileSync(join(root, 'deploy/Caddyfile'), 'utf8')
    .replace(
      '{\n',
      `{\n\tadmin off\n\tlocal_certs\n\tskip_install_trust\n\thttp_port ${plain}\n\thttps_port ${tls}\n\tdefault_bind 127.0.0.1\n`,
    )
    .replaceAll('/srv/noroshi/copy', copy)
    .replaceAll('127.0.0.1:4321', `127.0.0.1:${node}`);
  writeFileSync(join(folder, 'Caddyfile'), config);
  return run(program, ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'], tls, { HOME: folder, XDG_DATA_HOME: folder }); // prettier-ignore
}

/** Asks a server on this machine, under whichever name. */
export function asker(ask: typeof request, port: number): Front['get'] {
  return (path, { host = names.own, method = 'GET', encoding = 'identity', body } = {}) =>
    new Promise((resolve, reject) => {
      const headers = { host, 'accept-encoding': encoding, ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }) }; // prettier-ignore
      const options = { host: '127.0.0.1', port, path, method, headers, servername: host, rejectUnauthorized: false, agent: false }; // prettier-ignore
      const asked = ask(options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
        );
      });
      asked.on('error', reject).end(body);
    });
}

async function run(
  program: string,
  args: readonly string[],
  port: number,
  env: Record<string, string> = {},
): Promise<Front> {
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'], ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const get = asker(httpsRequest, port);
  await eventually('the web server in front', async () => {
    if (child.exitCode !== null) throw new Error(`it stopped with ${child.exitCode}:\n${said}`);
    return get('/robots.txt').then(({ status }) => status > 0, () => false); // prettier-ignore
  });
  return { get };
}

function writeCertificate(path: string, host: string, name: string): void {
  const { key, cert } = selfSigned(host);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${dirname(path)}/${name}.key`, key);
  writeFileSync(`${dirname(path)}/${name}.pem`, cert);
}
