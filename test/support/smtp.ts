import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createSecureContext, TLSSocket, type SecureContextOptions } from 'node:tls';
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
): Promise<{ port: number; received: Received[]; refusals: { left: number }; close: () => Promise<void> }> {
  const received: Received[] = [];
  const refusals = { left: 0 };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    onRcptTo: (_address, _session, callback) => {
      if (refusals.left === 0) return callback();
      refusals.left -= 1;
      callback(Object.assign(new Error('4.3.0 try again'), { responseCode: 451 }));
    },
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
  return { port: (server.server.address() as AddressInfo).port, received, refusals, close };
}

/** What a scripted server answers to each step. Besides replies: closing, resetting, or saying nothing more. */
export interface Script {
  readonly greeting?: Answer;
  readonly ehlo?: Answer;
  readonly starttls?: Answer | 'garbage';
  readonly auth?: Answer;
  readonly mail?: Answer;
  readonly rcpt?: Answer;
  readonly data?: Answer;
  /** To the final dot; as a function of the whole message it has just seen. */
  readonly end?: Answer | ((body: string) => Answer);
}
export type Answer = string | 'close' | 'reset' | 'silence' | 'half' | 'trickle';

const friendly: Required<Script> = {
  greeting: '220 test',
  ehlo: '250-test\r\n250 AUTH PLAIN',
  starttls: '502 5.5.1 no such command',
  auth: '235 2.7.0 ok',
  mail: '250 2.1.0 ok',
  rcpt: '250 2.1.5 ok',
  data: '354 go on',
  end: '250 2.0.0 queued',
};

export interface ScriptedServer {
  readonly port: number;
  /** Messages whose final dot it has seen. */
  readonly bodies: string[];
  readonly commands: string[];
  readonly connections: () => number;
  /** What came after its 354s. */
  readonly bodyBytes: () => number;
  /** Another script from now on. */
  readonly become: (script: Script) => void;
}

/** A server that follows a script. With `tls` it can upgrade (`starttls: '220 go'`); `implicit`: it speaks TLS from the first byte. */
export async function scriptedServer(
  script: Script,
  tls: { readonly options: SecureContextOptions; readonly implicit: boolean } | null = null,
): Promise<ScriptedServer> {
  let answers = { ...friendly, ...script };
  const bodies: string[] = [];
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let bodyBytes = 0;

  const say = (socket: Socket, answer: Answer) => {
    if (answer === 'close') socket.end();
    else if (answer === 'reset') socket.resetAndDestroy();
    else if (answer === 'half') socket.write('25');
    else if (answer === 'trickle') setInterval(() => socket.writable && socket.write('250-more\r\n'), 50).unref();
    else if (answer !== 'silence') socket.write(`${answer}\r\n`);
  };

  const speak = (socket: Socket) => {
    sockets.add(socket.on('error', () => {}));
    let buffer = '';
    let body: string | null = null;
    let isInTransaction = false;
    const hear = (line: string) => {
      if (body !== null) {
        if (line !== '.') return void (body += `${line}\r\n`);
        bodies.push(body);
        const answer = typeof answers.end === 'string' ? answers.end : answers.end(body);
        body = null;
        isInTransaction = false;
        return say(socket, answer);
      }
      commands.push(line);
      if (/^EHLO/i.test(line)) say(socket, answers.ehlo);
      else if (/^AUTH/i.test(line)) say(socket, answers.auth);
      else if (/^STARTTLS/i.test(line)) upgrade();
      else if (/^MAIL/i.test(line)) {
        // As Postfix and others do: only RSET, EHLO or a message's end make room for another sender.
        say(socket, isInTransaction ? '503 5.5.1 nested MAIL command' : answers.mail);
        isInTransaction ||= answers.mail.startsWith('2');
      } else if (/^RSET/i.test(line)) {
        isInTransaction = false;
        say(socket, '250 2.0.0 ok');
      } else if (/^RCPT/i.test(line)) say(socket, answers.rcpt);
      else if (/^DATA/i.test(line)) {
        say(socket, answers.data);
        if (answers.data.startsWith('354')) body = '';
      } else say(socket, '250 ok');
    };
    const read = (chunk: Buffer) => {
      if (body !== null) bodyBytes += chunk.length;
      buffer += chunk.toString('latin1');
      for (let end = buffer.indexOf('\r\n'); end >= 0; end = buffer.indexOf('\r\n')) {
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        hear(line);
      }
    };
    const upgrade = () => {
      if (answers.starttls === 'garbage') return void socket.write('220 go\r\nno TLS at all\r\n');
      say(socket, answers.starttls);
      if (tls === null || !answers.starttls.startsWith('220')) return;
      socket.off('data', read);
      speak(new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(tls.options) }));
    };
    socket.on('data', read);
  };

  const server: Server = createServer((socket) => {
    connections += 1;
    sockets.add(socket.on('error', () => {}));
    const secureContext = tls?.implicit === true ? createSecureContext(tls.options) : null;
    const spoken = secureContext === null ? socket : new TLSSocket(socket, { isServer: true, secureContext });
    say(spoken, answers.greeting);
    speak(spoken);
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
    become: (next) => (answers = { ...friendly, ...next }),
  };
}
