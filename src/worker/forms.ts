import type { Form, FormOutcome } from '../channel.ts';
import type { Config } from '../config.ts';
import type { Database } from '../database.ts';
import { mainDomains } from '../incidents/main-domains.ts';
import { flatComponents, textIn, type Page } from '../incidents/page.ts';
import { openZone } from '../incidents/zone.ts';
import type { Log } from '../log.ts';
import type { PageOfForms } from '../subscribers/confirmation-mail.ts';
import { componentIdOf } from '../publish/statuspage-basics.ts';
import { answerForm } from '../subscribers/forms.ts';
import { leavingJournal } from '../subscribers/leaving.ts';
import { mailFrom } from './mail-settings.ts';

interface Needs {
  readonly config: Config;
  readonly log: Log;
  readonly now: () => number;
  readonly key: Uint8Array | null;
  readonly database: Database | null;
  readonly page: Page | null;
}

/** The web thread gives up after 2 s; an answer that comes later reaches nobody. */
const longest = 1_800;
const unavailable: FormOutcome = { status: 503, page: 'unavailable' };

/** Answers a form in time, whatever happens: what fails or takes too long is told as "not available, nothing was stored". */
export async function answerInTime(needs: Needs, form: Form): Promise<FormOutcome> {
  const { config, log, now, key, database, page } = needs;
  if (key === null) return unavailable;
  const work = answerForm(
    {
      db: database,
      key,
      now,
      page: page === null ? null : pageOfForms(page),
      formOpen: isFormOpen(config),
      journal: leavingJournal(config.DATA_DIR),
      siteUrl: config.SITE_URL,
      mailFrom: mailFrom(config, page),
    },
    page === null ? form : withComponentIds(page, form),
  ).catch((error: unknown) => {
    log.error({ action: form.action, err: error }, 'a form could not be answered');
    return unavailable;
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<FormOutcome>((resolve) => (timer = setTimeout(() => resolve(unavailable), longest)));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Programs name components by the ids of the API; one that there is not stays what it is, and is refused. */
function withComponentIds(page: Page, form: Form): Form {
  const { component_code: codes, ...fields } = form.fields;
  if (codes === undefined) return form;
  const ids = flatComponents(page).map(({ id }) => id);
  const component = codes.map((code) => ids.find((id) => componentIdOf(id) === code) ?? code);
  return { ...form, fields: { ...fields, component } };
}

/** Nobody is asked for an address on a public page that could never write to it. */
export function isFormOpen(config: Pick<Config, 'isPublic' | 'providers'>): boolean {
  return !config.isPublic || config.providers.length > 0;
}

/** What forms and their mails take from page.yaml. */
export function pageOfForms(page: Page): PageOfForms {
  return {
    language: page.language,
    languages: page.languages,
    componentIds: flatComponents(page)
      .filter(({ retired }) => !retired)
      .map(({ id }) => id),
    mainDomains: mainDomains(page),
    clock: openZone(page.time_zone),
    name: (language) => textIn(page.name, language, page.language),
    privacy: (language) => (page.privacy === undefined ? '' : textIn(page.privacy, language, page.language)),
    operator: (language) => {
      const { name, address = '' } = page.operator ?? { name: page.name };
      return [name, address]
        .map((text) => textIn(text, language, page.language))
        .join('\n')
        .trim();
    },
  };
}
