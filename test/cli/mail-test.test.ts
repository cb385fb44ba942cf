import { expect, test } from 'vitest';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { acceptingServer, scriptedServer } from '../support/smtp.ts';

const run = (providers: Readonly<Record<string, string>>, ...args: string[]) =>
  runCommand(['mail', 'test', ...args], temporaryFolder(), { MAIL_FROM: 'status@example.org', ...providers });

test('each provider gets one real mail; what failed is told with the step, the reply and what to do, without secrets', async () => {
  const good = await acceptingServer();
  const bad = await scriptedServer({ auth: '535 5.7.8 wrong password for hana@example.jp' });
  const providers = {
    MAIL_1: `smtp://user:S3cret@127.0.0.1:${bad.port}?name=first&ignoreTLS=true`,
    MAIL_2: `smtp://127.0.0.1:${good.port}?name=second&ignoreTLS=true`,
  };
  const { code, out, err } = await run(providers, 'hana@example.jp');
  expect(code).toBe(1);
  expect(out).toMatch(/^first \(.*\n {2}ok {6}connection\n {2}ok {6}greeting\n {2}ok {6}TLS\n {2}FAILED {2}log-in/);
  expect(out).toContain('535 5.7.8 wrong password for …');
  expect(out).toContain('Look at user and password in MAIL_n');
  expect(out).toMatch(/second \([\d.]+ s\)\n(.*\n)*.*ok {6}text\n.*accepted/);
  expect(out + err).not.toMatch(/S3cret|hana@/);
  expect(good.received).toMatchObject([{ to: 'hana@example.jp', from: 'status@example.org' }]);

  const only = await run(providers, '--provider', 'second', 'hana@example.jp');
  expect(only.code).toBe(0);
  expect(only.out).not.toContain('first');
  expect(good.received).toHaveLength(2);
});

test('wrong usage is said kindly', async () => {
  const providers = { MAIL_1: 'smtp://127.0.0.1:1?name=first&ignoreTLS=true' };
  expect(await run(providers)).toMatchObject({ code: 2, err: expect.stringContaining('To which address?') });
  expect(await run(providers, '--provider', 'other', 'hana@example.jp')).toMatchObject({ code: 2, err: expect.stringContaining('There are: first.') }); // prettier-ignore
  expect(await run(providers, 'hana')).toMatchObject({ code: 1, err: expect.stringContaining('needs a name, an @') });
});
