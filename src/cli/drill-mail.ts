import type { Config } from '../config.ts';
import type { Drill, Phase } from '../recovery/drill-record.ts';
import { openProviders } from '../worker/mail-settings.ts';
import type { Io } from './io.ts';
import { sendTest } from './mail-test.ts';

/** One test mail through every provider to the first STAFF_EMAIL. */
export async function testProviders(config: Config, io: Io): Promise<Drill> {
  const [to] = config.STAFF_EMAIL;
  const began = io.now();
  const phases: Phase[] = [];
  if (to === undefined) {
    phases.push({ name: 'test mail', seconds: 0, failure: 'no STAFF_EMAIL is set: nobody to send it to' });
  }
  for (const provider of to === undefined ? [] : openProviders(config, io.now)) {
    const from = io.now();
    const { class: found, phase, reply } = await sendTest(config, provider, to ?? '', io);
    provider.close();
    const failure = found === 'accepted' ? null : `${found} at ${phase}: ${reply}`;
    phases.push({ name: `test mail through ${provider.name}`, seconds: (io.now() - from) / 1000, failure });
  }
  const seconds = (io.now() - began) / 1000;
  return {
    at: new Date(began).toISOString(),
    kind: 'mail',
    what: `providers, to ${to ?? 'nobody'}`,
    seconds,
    people: null,
    phases,
  };
}
