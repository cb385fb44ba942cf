import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { onTestFinished } from 'vitest';

export interface Received {
  readonly from: string;
  readonly to: string;
  readonly content: string;
}

/** A real mail server that takes everything and keeps it. */
export async function acceptingServer(
  port = 0,
): Promise<{ port: number; received: Received[]; close: () => Promise<void> }> {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? '' : mailFrom.address;
        for (const { address: to } of rcptTo)
          received.push({ from, to, content: Buffer.concat(chunks).toString('latin1') });
        callback();
      });
    },
  });
  server.on('error', () => {}); // clients that are killed
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = () => new Promise<void>((resolve) => server.close(resolve));
  onTestFinished(close);
  return { port: (server.server.address() as AddressInfo).port, received, close };
}

/** What a scripted server answers to each step. Besides replies: closing, resetting, or saying nothing more. */
export interface Script {
  readonly greeting?: Answer;
  readonly ehlo?: Answer;
  readonly auth?: Answer;
  readonly mail?: Answer;
  readonly rcpt?: Answer;
  readonly data?: Answer;
  readonly end?: Answer;
}
export type Answer = string | 'close' | 'reset' | 'silence' | 'trickle';

const friendly: Required<Script> = {
  greeting: '220 test',
  ehlo: '250-test\r\n250 AUTH PLAIN',
  auth: '235 2.7.0 ok',
  mail: '250 2.1.0 ok',
  rcpt: '250 2.1.5 ok',
  data: '354 go on',
  end: '250 2.0.0 queued',
};

/** A server that follows a script; `bodies` are the messages whose final dot it has seen, `bodyBytes` counts what came after its 354s. */
export async function scriptedServer(
  script: Script,
): Promise<{ port: number; bodies: string[]; commands: string[]; connections: () => number; bodyBytes: () => number }> {
  const answers = { ...friendly, ...script };
  const bodies: string[] = [];
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let bodyBytes = 0;
  const server: Server = createServer((socket) => {
    connections += 1;
    sockets.add(socket.on('error', () => {}));
    let buffer = '';
    let body: string | null = null;
    let isInTransaction = false;
    const say = (answer: Answer) => {
      if (answer === 'close') socket.end();
      else if (answer === 'reset') socket.resetAndDestroy();
      else if (answer === 'trickle') setInterval(() => socket.writable && socket.write('250-more\r\n'), 50).unref();
      else if (answer !== 'silence') socket.write(`${answer}\r\n`);
    };
    say(answers.greeting);
    socket.on('data', (chunk) => {
      if (body !== null) bodyBytes += chunk.length;
      buffer += chunk.toString('latin1');
      for (let end = buffer.indexOf('\r\n'); end >= 0; end = buffer.indexOf('\r\n')) {
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        if (body === null) commands.push(line);
        if (body !== null) {
          if (line !== '.') body += `${line}\r\n`;
          else {
            bodies.push(body);
            body = null;
            isInTransaction = false;
            say(answers.end);
          }
        } else if (/^EHLO/i.test(line)) say(answers.ehlo);
        else if (/^AUTH/i.test(line)) say(answers.auth);
        else if (/^STARTTLS/i.test(line)) say('502 5.5.1 no such command');
        else if (/^MAIL/i.test(line)) {
          // As Postfix and others do: only RSET, EHLO or a message's end make room for another sender.
          say(isInTransaction ? '503 5.5.1 nested MAIL command' : answers.mail);
          isInTransaction ||= answers.mail.startsWith('2');
        } else if (/^RSET/i.test(line)) {
          isInTransaction = false;
          say('250 2.0.0 ok');
        } else if (/^RCPT/i.test(line)) say(answers.rcpt);
        else if (/^DATA/i.test(line)) {
          say(answers.data);
          if (answers.data.startsWith('354')) body = '';
        } else say('250 ok');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    bodies,
    commands,
    connections: () => connections,
    bodyBytes: () => bodyBytes,
  };
}
