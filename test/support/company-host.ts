import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** The company: its web, mail, git and SSH, and its name server. Says that it is there, and nothing else: `node company-host.ts ADDRESS`. */
const [address = ''] = process.argv.slice(2);
const services = [22, 25, 80, 443, 465, 587, 9418].map((port) => ({
  port,
  server: createServer((socket) => socket.end()),
}));
for (const { port, server } of services) {
  await new Promise<void>((resolve) => server.listen(port, address, resolve));
}
createSocket('udp4').bind(53, address);
process.stdout.write('ready\n');
