import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { beforeAll, describe, expect, test } from 'vitest';
import { usualTimeOuts } from '../../src/mail/connection.ts';
import { smtpProvider } from '../../src/mail/provider.ts';
import { selfSigned } from '../support/certificate.ts';
import { programPath } from '../support/programs.ts';
import { scriptedServer, type Script } from '../support/smtp.ts';
import { localProvider } from '../support/smtp-provider.ts';

const mail = {
  to: 'someone@example.net',
  messageId: '<a@example.org>',
  compose: () => Buffer.from('Subject: a\r\n\r\nwords\r\n'),
};
const offered: Script = { ehlo: '250-test\r\n250-STARTTLS\r\n250 AUTH PLAIN', starttls: '220 go' };

async function handOver(port: number, secure: boolean) {
  const provider = smtpProvider({
    settings: localProvider(port, { host: 'localhost', ignoreTls: false, secure, user: 'us', password: 'secret' }),
    ehlo: 'status.example.org',
    sender: 'status@example.org',
    timeOuts: { ...usualTimeOuts, connect: 1000, greeting: 1000, socket: 1000 },
  });
  const outcome = await provider.send(mail, async () => {});
  provider.close();
  return outcome;
}

describe.skipIf(programPath('openssl') === null)('TLS', () => {
  let trusted: { key: string; cert: string };
  let other: { key: string; cert: string };
  beforeAll(() => {
    trusted = selfSigned('localhost');
    other = selfSigned('mail.example.com');
    setDefaultCACertificates([...getCACertificates('default'), trusted.cert, other.cert]);
  });

  test.each([
    ['from the first byte', true, {}],
    ['by STARTTLS', false, offered],
  ])(
    'a mail is handed over with TLS %s, the log-in and all after it unreadable on the way',
    async (_what, secure, script) => {
      const server = await scriptedServer(script, { options: trusted, implicit: secure });
      expect(await handOver(server.port, secure)).toMatchObject({ class: 'accepted', phase: 'body' });
      expect(server.bodies).toHaveLength(1);
      const upgrade = server.commands.findIndex((line) => line === 'STARTTLS');
      const login = server.commands.findIndex((line) => line.startsWith('AUTH'));
      expect(upgrade >= 0).toBe(!secure);
      expect(login).toBeGreaterThan(upgrade);
    },
  );

  test.each<[string, Script, boolean]>([
    ['STARTTLS is stripped from what is offered', {}, false],
    ['STARTTLS is refused', { ...offered, starttls: '454 4.7.0 TLS not available' }, false],
    ['something else answers STARTTLS', { ...offered, starttls: 'garbage' }, false],
    ['the connection ends at STARTTLS', { ...offered, starttls: 'close' }, false],
    ['a server without TLS is behind smtps:', {}, true],
  ])('nothing goes out in clear when %s', async (_what, script, secure) => {
    const server = await scriptedServer(script);
    expect((await handOver(server.port, secure)).class).toBe('provider_fault');
    expect(server.commands.filter((line) => /^(AUTH|MAIL)/.test(line))).toEqual([]);
    expect(server.bodies).toEqual([]);
  });

  test.each([true, false])('a certificate for another name is refused (smtps: %s)', async (secure) => {
    const server = await scriptedServer(offered, { options: other, implicit: secure });
    const outcome = await handOver(server.port, secure);
    expect(outcome).toMatchObject({ class: 'provider_fault', phase: 'tls' });
    expect(outcome.reply).toMatch(/certificate|altnames/i);
    expect(server.commands.filter((line) => /^(AUTH|MAIL)/.test(line))).toEqual([]);
  });

  test.each([true, false])('a certificate that nobody vouches for is refused (smtps: %s)', async (secure) => {
    const server = await scriptedServer(offered, { options: selfSigned('localhost'), implicit: secure });
    expect(await handOver(server.port, secure)).toMatchObject({ class: 'provider_fault', phase: 'tls' });
    expect(server.bodies).toEqual([]);
  });
});
