import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A connection on which a test says exactly what it wants to. */
export interface RawConnection {
  readonly socket: Socket;
  send(text: string): void;
  /** Everything received so far, one character per byte. */
  received(): string;
  readonly closed: Promise<void>;
}

/** Opens a plain connection to this machine; it ends with the test. */
export async function connectRaw(port: number): Promise<RawConnection> {
  const socket = connect({ port, host: '127.0.0.1' });
  onTestFinished(() => void socket.destroy());
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
    // A reset is an end as well.
    socket.on('error', () => resolve());
  });
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return {
    socket,
    send: (text) => void socket.write(text),
    received: () => Buffer.concat(chunks).toString('latin1'),
    closed,
  };
}
