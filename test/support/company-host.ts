import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/**
 * The company: its web, mail, git and SSH, and its name server: `node company-host.ts ADDRESS`. Says that it is there, and
 * who comes. Ports that it may not have it leaves out.
 */
const [address = ''] = process.argv.slice(2);
const ports = [22, 25, 80, 443, 465, 587, 4650, 8080, 8443, 9418];
const say = (line: string) => void process.stdout.write(`${line}\n`);

for (const port of ports) {
  await new Promise<void>((resolve) => {
    const server = createServer((socket) => {
      say(`TCP from ${socket.remoteAddress ?? ''} to port ${port}`);
      socket.on('error', () => {}).end();
    });
    server.once('error', () => resolve()).listen(port, address, resolve);
  });
}
createSocket('udp4')
  .on('error', () => {})
  .on('message', (_message, { address: from }) => say(`UDP from ${from} to port 53`))
  .bind(53, address);
say('ready');
