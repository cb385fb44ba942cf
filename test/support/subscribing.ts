import { expect } from 'vitest';
import { readMail } from './inbox.ts';
import type { Site } from './site.ts';
import type { Received } from './smtp.ts';
import { eventually } from './wait.ts';

/** Subscribes an address as a person without a script would: form, mail, button. */
export async function subscribe(
  site: Site,
  inbox: { readonly received: readonly Received[] },
  address: string,
  components: string[] = [],
): Promise<void> {
  const { status } = await eventually('the form to be taken', async () => {
    const answer = await site.post('/subscribe', { address, language: 'ja', component: components });
    // The worker may have just begun, and asks people to come back.
    return answer.status === 503 ? null : answer;
  });
  expect(status).toBe(200);
  const mail = await eventually(`the confirmation for ${address}`, () =>
    inbox.received.findLast(({ to, content }) => to === address && content.includes('Subject')),
  );
  const link = (await readMail(mail)).link('/subscribe/confirm/');
  expect((await site.get(link)).status).toBe(200);
  expect((await site.post(link, { confirm: 'yes' })).status).toBe(200);
}

/** Settings for one provider on this machine, or several in order. */
export function mailThrough(...ports: number[]): Record<string, string> {
  const providers = ports.map((port, index) => [
    `MAIL_${index + 1}`,
    `smtp://127.0.0.1:${port}?ignoreTLS=true&name=provider-${index + 1}`,
  ]);
  return { MAIL_FROM: 'お知らせ <alerts@status.example.org>', ...Object.fromEntries(providers) };
}
