import PostalMime from 'postal-mime';
import type { Outbox } from '../../src/mail/outbox.ts';

/** Claims what an outbox owes at an instant, and reads it as the recipient would. The claim stays open. */
export async function received(outbox: Outbox, now: number) {
  const owed = await outbox.claim(100, now);
  return Promise.all(
    owed.map(async ({ id, to, messageId, compose }) => {
      const raw = Buffer.from(compose());
      const mail = await PostalMime.parse(raw);
      const text = mail.text ?? '';
      return { id, to, messageId, raw: raw.toString('latin1'), mail, text, ...secretsIn(text) };
    }),
  );
}

function secretsIn(text: string) {
  const [link = '', token = ''] = /https:\/\/\S+\/subscribe\/confirm\/(\S+)/.exec(text) ?? [];
  return { link, token, code: /^\d{6}$/m.exec(text)?.[0] ?? '' };
}
