import { randomUUID } from 'node:crypto';
import type { Config } from '../config.ts';
import { composeSingle } from '../mail/envelope.ts';
import { signMessage } from '../mail/dkim.ts';
import type { Outcome, Phase } from '../mail/outbox.ts';
import type { Provider } from '../mail/provider.ts';
import { readAddress } from '../subscribers/address.ts';
import { fixedParts, openProviders, openSigner } from '../worker/mail-settings.ts';
import { command, word } from './command.ts';
import { fine, problem, WrongUsage, type Io } from './io.ts';
import { settingsOf } from './settings.ts';

const help = `Usage: npm run noroshi -- mail test [--provider NAME] ADDRESS

Sends one real test mail to ADDRESS through each provider, beside the running program, and says of
each step whether it worked: connection, greeting, TLS, log-in, sender, recipient, text. Nothing is
counted, nobody else is mailed, and no password is shown.

  --provider NAME   only through this one

Exit code: 0 every provider took it, 1 one did not, 2 wrong usage.
`;

/** `mail test`: 1 when a provider did not take the mail. */
export const run = command({ help, flags: { provider: word }, words: 1 }, async ({ flags, words }, io) => {
  const [typed] = words;
  if (typed === undefined) throw new WrongUsage('To which address?');
  const { address } = readAddress(typed);
  const config = settingsOf(io);
  const providers = openProviders(config, io.now).filter(({ name }) => [undefined, name].includes(flags.provider));
  if (providers.length === 0) {
    const names = config.providers.map(({ name }) => name).join(', ');
    throw new WrongUsage(`There is no provider "${flags.provider}". There are: ${names}.`);
  }
  let code = fine;
  for (const provider of providers) {
    const began = io.now();
    const outcome = await sendTest(config, provider, address, io);
    provider.close();
    if (outcome.class !== 'accepted') code = problem;
    io.out(`${[`${provider.name} (${((io.now() - began) / 1000).toFixed(1)} s)`, ...stepLines(outcome)].join('\n')}\n`);
  }
  return code;
});

/** Sends one real mail that says that it is a test. */
export function sendTest(config: Config, provider: Provider, to: string, io: Io): Promise<Outcome> {
  const fixed = fixedParts(config, io.now, () => null);
  const messageId = `<test.${randomUUID()}@${fixed.domain}>`;
  const subject = `Test mail through ${provider.name}`;
  const text = `This is a test of ${config.SITE_URL}, sent through ${provider.name}. Nothing has happened, and there is nothing to do.`;
  const mail = composeSingle({ subject, language: 'en', to, messageId, text, html: `<p>${text}</p>` }, fixed);
  const signer = openSigner(config);
  const compose = () => (signer === null ? mail : signMessage(mail, signer));
  return provider.send({ to, messageId, compose }, () => Promise.resolve());
}

const steps: readonly (readonly [Phase, string])[] = [
  ['connect', 'connection'],
  ['greeting', 'greeting'],
  ['tls', 'TLS'],
  ['auth', 'log-in'],
  ['mail', 'sender'],
  ['rcpt', 'recipient'],
  ['data', 'before the text'],
  ['body', 'text'],
];

const cures: Readonly<Record<Phase, string>> = {
  connect:
    'Nothing answers there, or not in time: look at host and port in MAIL_n, and whether a firewall lets us out.',
  greeting: 'The server does not want this host, or is not well: ask the provider whether our address is allowed.',
  tls: 'No safe connection: smtps:// belongs to port 465, smtp:// (STARTTLS) to 587; the name in MAIL_n must be the one in the certificate.',
  auth: 'Look at user and password in MAIL_n (special characters percent-encoded), and whether the account is open.',
  mail: 'The sender is not accepted: confirm address or domain of MAIL_FROM (or BOUNCE_ADDRESS) with the provider.',
  rcpt: 'The recipient is not accepted: try another address; a new account may only send to confirmed ones.',
  data: 'The server wants no text just now: try again, then ask the provider.',
  body: 'The text was refused or not answered: read the reply; a limit may be used up, or the domain not confirmed.',
};

/** A line for each step up to the one that failed, which has the reply and what to do. */
function stepLines({ class: found, phase, reply }: Outcome): string[] {
  const failed = steps.findIndex(([name]) => name === phase);
  if (found === 'accepted') return [...steps.map(([, name]) => `  ok      ${name}`), `  accepted: ${reply}`];
  const done = steps.slice(0, failed).map(([, name]) => `  ok      ${name}`);
  const [, name] = steps[failed] ?? [phase, phase];
  return [...done, `  FAILED  ${name} (${found})`, `  ${reply}`, `  ${cures[phase]}`];
}
