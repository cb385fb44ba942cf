import { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { ProviderSettings } from '../provider-settings.ts';
import { wireAddress } from './address.ts';
import { classify, troubleOf } from './classify.ts';
import { asData } from './mime.ts';
import type { Outcome, Phase } from './outbox.ts';
import { readReply, withoutAddresses } from './reply.ts';

/** In milliseconds. `message` bounds a whole hand-over, which a server that trickles would otherwise hold for ever. */
export interface TimeOuts {
  readonly connect: number;
  readonly greeting: number;
  readonly socket: number;
  readonly message: number;
}

export const usualTimeOuts: TimeOuts = { connect: 10_000, greeting: 10_000, socket: 60_000, message: 90_000 };

export interface ConnectionNeeds {
  readonly settings: ProviderSettings;
  /** Our name at EHLO: the host of SITE_URL. */
  readonly ehlo: string;
  /** Envelope sender, where bounces go, of mails without one of their own. */
  readonly sender: string;
  readonly timeOuts: TimeOuts;
}

export interface Connection {
  /** False once it cannot carry another message. */
  readonly isUsable: () => boolean;
  /** Hands one message over. Never rejects. `mark` is awaited after the server's 354; until it has resolved no byte of the body leaves. */
  readonly send: (mail: Parcel, mark: () => Promise<void>) => Promise<Outcome>;
  readonly close: () => void;
}

export interface Parcel {
  readonly to: string;
  readonly returnPath?: string;
  readonly compose: () => Uint8Array;
}

/** Connects, upgrades to TLS and logs in; without TLS only where the settings say so, never as a fall-back. Resolves to the connection, or to why there is none. */
export async function openConnection(needs: ConnectionNeeds): Promise<Connection | Outcome> {
  const { settings, timeOuts } = needs;
  const client = new SMTPConnection({
    host: settings.host,
    port: settings.port,
    secure: settings.secure,
    requireTLS: !settings.secure && !settings.ignoreTls,
    ignoreTLS: settings.ignoreTls,
    tls: { rejectUnauthorized: settings.rejectUnauthorized, minVersion: 'TLSv1.2' },
    name: needs.ehlo,
    connectionTimeout: timeOuts.connect,
    greetingTimeout: timeOuts.greeting,
    socketTimeout: timeOuts.socket,
    dnsTimeout: timeOuts.connect,
    socketCloseTimeout: 1000,
    maxResponseSize: 64 * 1024,
    // Counts only where the server is on this machine, perhaps the only network there is.
    allowInternalNetworkInterfaces: /^(localhost|127\.|::1)/.test(settings.host),
  });
  const failure = await opened(client, needs);
  if (failure !== null) {
    client.close();
    return outcome(failure, { phase: setUpPhase(failure), bodyBegun: false, recipient: settings.user ?? '' });
  }
  let isInTransaction = false;
  return {
    isUsable: () => !client.destroyed,
    send: async (mail, mark) => {
      if (isInTransaction && !(await reset(client, timeOuts.socket))) return notReset;
      const result = await send(client, needs, mail, mark);
      isInTransaction = result.class !== 'accepted';
      return result;
    },
    close: () => client.close(),
  };
}

/** Null when connected and logged in. */
function opened(client: SMTPConnection, { settings, timeOuts }: ConnectionNeeds): Promise<Failure | null> {
  return new Promise((resolve) => {
    // EHLO, STARTTLS and AUTH replies that trickle are bounded by nothing inside the client.
    const slow = () => resolve(new Error('the connection was not ready in time'));
    const timer = setTimeout(slow, timeOuts.connect + timeOuts.greeting);
    const end = (failure: Failure | null) => {
      clearTimeout(timer);
      resolve(failure);
    };
    client.on('error', end);
    client.once('end', () => end(new Error('the connection was closed')));
    client.connect((error) => {
      if (error !== undefined || settings.user === null) return end(error ?? null);
      client.login({ user: settings.user, pass: settings.password ?? '' }, (refusal) => end(refusal));
    });
  });
}

/** After a refusal the server still holds the refused mail's sender, and takes no other (RFC 5321 4.1.4). Closes what cannot be reset. */
function reset(client: SMTPConnection, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => end(false), milliseconds);
    const end = (isReset: boolean) => {
      clearTimeout(timer);
      client.removeListener('end', closed);
      if (!isReset) client.close();
      resolve(isReset);
    };
    const closed = () => end(false);
    client.once('end', closed);
    client.reset((error) => end(error == null));
  });
}

const notReset: Outcome = { class: 'provider_fault', phase: 'mail', reply: 'mail: the connection could not be reset' };

function send(client: SMTPConnection, needs: ConnectionNeeds, mail: Parcel, mark: () => Promise<void>) {
  const state = { dataBegun: false, bodyBegun: false, bodyRead: false };
  return new Promise<Outcome>((resolve) => {
    const end = (failure: Failure | null, reply: string) => {
      clearTimeout(timer);
      // A server that answers before it has read the whole body would take the rest for commands.
      if ((failure !== null && failure.responseCode === undefined) || (state.dataBegun && !state.bodyRead))
        client.close();
      const phase = failure === null ? 'body' : sendPhase(failure, state);
      resolve(outcome(failure ?? { message: reply, response: reply }, { ...state, phase, recipient: mail.to }));
    };
    const timer = setTimeout(() => {
      client.close();
      // As long as the mark is not written it is we who are slow.
      const isOurs = state.dataBegun && !state.bodyBegun;
      end({ message: 'no end of the hand-over in time', code: isOurs ? ours : undefined }, '');
    }, needs.timeOuts.message);
    // After the client's own callback, which knows more.
    const closed = () => setImmediate(() => end(new Error('the connection was closed'), ''));
    client.once('end', closed);
    try {
      const envelope = { from: wireAddress(mail.returnPath ?? needs.sender), to: [wireAddress(mail.to)] };
      client.send(envelope, body(mail, mark, state), (failure, info) => {
        client.removeListener('end', closed);
        end(failure, info?.response ?? '');
      });
    } catch (error) {
      // The address cannot be written at all: for this mail every server's answer would be no.
      clearTimeout(timer);
      client.removeListener('end', closed);
      resolve({ class: 'hard_bounce', phase: 'rcpt', reply: `rcpt: ${(error as Error).message}` });
    }
  });
}

/**
 * The client asks for the body only after the server's 354, by piping it: the moment to write the mark. What it pipes into
 * would look at each byte for lines that begin with a dot, and write the last dot by itself: past it, all goes in one piece.
 */
function body(
  mail: Parcel,
  mark: () => Promise<void>,
  state: { dataBegun: boolean; bodyBegun: boolean; bodyRead: boolean },
): Readable {
  let isDropped = false;
  const give = async (toSocket: Readable) => {
    state.dataBegun = true;
    try {
      const bytes = asData(mail.compose());
      await mark();
      if (isDropped) return;
      state.bodyBegun = true;
      state.bodyRead = true;
      toSocket.push(bytes);
      toSocket.push(null);
    } catch (error) {
      source.emit('error', error);
    }
  };
  const source = Object.assign(new EventEmitter(), {
    pipe: (toSocket: Readable) => void give(toSocket),
    destroy: () => void (isDropped = true),
  });
  return source as unknown as Readable;
}

interface Failure {
  readonly message: string;
  readonly code?: string | undefined;
  readonly command?: string | undefined;
  readonly response?: string | undefined;
  readonly responseCode?: number | undefined;
  readonly timeoutType?: string | undefined;
  /** OpenSSL's or the system's, where the client puts its own before it. */
  readonly originalCode?: string | undefined;
}

/** OpenSSL's names for what is wrong with a certificate, and Node's for everything else in a handshake. */
const tlsCode = /^(ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO$|CERT_|UNABLE_TO_)|SELF_SIGNED|ISSUER|_CA$/;

/** The client's code for "the message could not be read": the mark could not be written, or the mail not composed. */
const ours = 'ESTREAM';

function setUpPhase({ code, command, responseCode, timeoutType, originalCode = '' }: Failure): Phase {
  if (code === 'EAUTH' || command?.startsWith('AUTH') === true) return 'auth';
  if (code === 'ETLS' || command === 'STARTTLS' || timeoutType === 'UPGRADE_TIMEOUT') return 'tls';
  if (tlsCode.test(originalCode)) return 'tls';
  if (timeoutType === 'GREETING_TIMEOUT') return 'greeting';
  return responseCode === undefined && code !== 'EPROTOCOL' ? 'connect' : 'greeting';
}

function sendPhase({ code, command }: Failure, state: { bodyBegun: boolean; dataBegun: boolean }): Phase {
  if (command === 'MAIL FROM') return 'mail';
  if (command === 'RCPT TO') return 'rcpt';
  if (state.bodyBegun) return 'body';
  return command === 'DATA' || state.dataBegun || code === ours ? 'data' : 'mail';
}

function outcome(failure: Failure, known: { phase: Phase; bodyBegun: boolean; recipient: string }): Outcome {
  const { code, enhanced } = readReply(failure.response ?? '');
  const text = failure.response ?? `${failure.code ?? 'no answer'} ${failure.message}`;
  const ending = { ...known, code, enhanced, isOurs: failure.code === ours };
  const trouble = troubleOf(ending);
  return {
    class: classify(ending),
    phase: known.phase,
    reply: `${known.phase}: ${withoutAddresses(text, known.recipient)}`,
    ...(trouble === null ? {} : { trouble }),
  };
}
