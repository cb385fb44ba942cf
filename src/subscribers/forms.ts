import type { Form, FormOutcome } from '../channel.ts';
import type { Database } from '../database.ts';
import { UserError } from '../errors.ts';
import { readAddress, type Address } from './address.ts';
import type { MailNeeds, PageOfForms } from './confirmation-mail.ts';
import { confirmByCode, confirmByToken } from './confirm.ts';
import { askToConfirm } from './subscribe.ts';
import { unsubscribe } from './unsubscribe.ts';

export interface FormNeeds extends Omit<MailNeeds, 'page'> {
  /** Null when it could not be opened. */
  readonly db: Database | null;
  readonly key: Uint8Array;
  readonly now: () => number;
  /** Null before the first good `page.yaml`. */
  readonly page: PageOfForms | null;
  /** False where nobody could be mailed. */
  readonly formOpen: boolean;
  /** Path of `leaving.journal` (leaving.ts). */
  readonly journal: string;
}

/**
 * Carries out a form and names the page that answers it; what a "yes" promises is stored by then. Fields: `address`,
 * `component` (several; none = everything), `language` of the mails, `website` (a trap for robots, invisible to people),
 * `code`. Throws only what nobody foresaw.
 */
export async function answerForm(needs: FormNeeds, form: Form): Promise<FormOutcome> {
  try {
    if (form.action === 'subscribe') return await answerSubscribe(needs, form);
    if (form.action === 'confirm') return await answerConfirm(needs, form);
    const known = await unsubscribe(needs, form.token);
    return known ? { status: 200, page: 'unsubscribed' } : { status: 404, page: 'not-found' };
  } catch (error) {
    if (error instanceof UserError && error.code === 'unavailable') return unavailable;
    throw error;
  }
}

const unavailable: FormOutcome = { status: 503, page: 'unavailable' };
const sent: FormOutcome = { status: 200, page: 'subscribe-sent' };

async function answerSubscribe(needs: FormNeeds, form: Form): Promise<FormOutcome> {
  const { db, page } = needs;
  if (!needs.formOpen) return { status: 503, page: 'closed' };
  if ((form.fields['website'] ?? []).some((text) => text !== '')) return sent;
  const address = addressIn(form);
  if (address === null) return { status: 422, page: 'invalid-address' };
  if (db === null || page === null) return unavailable;
  const chosen = [...new Set(form.fields['component'] ?? [])];
  const components = chosen.filter((id) => page.componentIds.includes(id));
  // One that has gone since the form was opened is no matter, but "none of these" must not turn into "everything".
  if (chosen.length > 0 && components.length === 0) return { status: 400, page: 'invalid-form' };
  const wanted = form.fields['language']?.[0] ?? form.language;
  const language = page.languages.includes(wanted) ? wanted : page.language;
  await askToConfirm({ ...needs, db, page }, { address, components, language, network: form.network });
  return sent;
}

async function answerConfirm({ db, key, now }: FormNeeds, form: Form): Promise<FormOutcome> {
  if (db === null) return unavailable;
  const confirmed: FormOutcome = { status: 200, page: 'confirmed' };
  if (form.token !== '') {
    return (await confirmByToken({ db, key, now }, form.token)) ? confirmed : { status: 410, page: 'confirm-invalid' };
  }
  const address = addressIn(form);
  if (address === null) return { status: 422, page: 'invalid-address' };
  const code = (form.fields['code']?.[0] ?? '').normalize('NFKC').replace(/[\s-]/g, '');
  const isRight = await confirmByCode({ db, key, now }, { address, code, network: form.network });
  return isRight ? confirmed : { status: 422, page: 'confirm-invalid' };
}

function addressIn({ fields }: Form): Address | null {
  const [typed, ...more] = fields['address'] ?? [];
  if (typed === undefined || more.length > 0) return null;
  try {
    return readAddress(typed);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
