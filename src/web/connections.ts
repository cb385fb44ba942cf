import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The open connections of a server. */
export interface Connections {
  /** An answer to this is being made elsewhere: its connection stays until it is given. */
  hold(request: IncomingMessage, response: ServerResponse): void;
}

/**
 * Keeps at most so many connections open: the newest takes the place of the oldest that waits for nothing from us. Whoever
 * opens thousands and says nothing loses them to those who come to read, and a reader who was served comes again if need be.
 */
export function limitConnections(server: Server, most: number): Connections {
  const open = new Set<Socket>();
  const held = new Map<Socket, number>();

  function oldestAtRest(): Socket | undefined {
    for (const socket of open) if (!held.has(socket)) return socket;
    return undefined;
  }
  function release(socket: Socket): void {
    const others = (held.get(socket) ?? 1) - 1;
    if (others === 0) held.delete(socket);
    else held.set(socket, others);
  }

  server.on('connection', (socket: Socket) => {
    if (open.size >= most) (oldestAtRest() ?? socket).destroy();
    if (socket.destroyed) return;
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return {
    hold({ socket }, response) {
      held.set(socket, (held.get(socket) ?? 0) + 1);
      response.once('close', () => release(socket));
    },
  };
}
