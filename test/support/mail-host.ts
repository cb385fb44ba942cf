import { appendFileSync, readFileSync } from 'node:fs';
import { SMTPServer } from 'smtp-server';

/**
 * A mail server in a process of its own: `node mail-host.ts ADDRESS PORT KEY CERT FILE`. Takes everything and writes each
 * message as a line of JSON.
 */
const [address = '', port = '', key = '', cert = '', file = ''] = process.argv.slice(2);
const server = new SMTPServer({
  secure: true,
  key: readFileSync(key),
  cert: readFileSync(cert),
  authOptional: true,
  disableReverseLookup: true,
  onData: (stream, session, callback) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const content = Buffer.concat(chunks).toString('latin1');
      const { mailFrom, rcptTo } = session.envelope;
      const from = mailFrom === false ? '' : mailFrom.address;
      for (const { address: to } of rcptTo) appendFileSync(file, `${JSON.stringify({ from, to, content })}\n`);
      callback();
    });
  },
});
server.on('error', () => {}); // clients that are killed
server.listen(Number(port), address, () => process.stdout.write('ready\n'));
