import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { known, unknown, type Answer } from './answer.ts';

export interface Certificate {
  readonly issuer: string;
  readonly expires: number;
}

/** The certificate that an address shows for a host, whoever signed it. Nobody listens there: nobody can tell. */
export function readCertificate(
  host: string,
  address: string,
  { port = 443, timeout = 5_000 } = {},
): Promise<Answer<Certificate>> {
  return new Promise((resolve) => {
    const socket = connect({
      ...{ host: address, port, rejectUnauthorized: false },
      ...(isIP(host) === 0 ? { servername: host } : {}),
    });
    const end = (answer: Answer<Certificate>) => {
      clearTimeout(clock);
      socket.destroy();
      resolve(answer);
    };
    const clock = setTimeout(() => end(unknown(`TLS of ${host}: no answer in time`)), timeout);
    socket.on('error', ({ code }: NodeJS.ErrnoException) =>
      end(
        unknown(`TLS of ${host}: ${code === 'ECONNREFUSED' ? `nobody listens on port ${port}` : (code ?? 'failed')}`),
      ),
    );
    socket.on('secureConnect', () => {
      const { issuer, valid_to: until } = socket.getPeerCertificate();
      const name = issuer?.O ?? issuer?.CN;
      const first = Array.isArray(name) ? name[0] : name;
      end(first === undefined ? unknown(`TLS of ${host}: no certificate`) : known({ issuer: first, expires: Date.parse(until) })); // prettier-ignore
    });
  });
}
