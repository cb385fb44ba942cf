import type { Form, FormOutcome } from '../channel.ts';
import type { Database } from '../database.ts';
import { UserError } from '../errors.ts';
import type { Address } from './address.ts';
import { moveByToken } from './change-address.ts';
import { readChoices } from './choices.ts';
import type { MailNeeds, PageOfForms } from './confirmation-mail.ts';
import { confirmByCode, confirmByToken } from './confirm.ts';
import { isFlooded, noteFlood } from './limits.ts';
import { answerLink } from './link-forms.ts';
import { readComponents } from './preferences.ts';
import { askToConfirm } from './subscribe.ts';
import { codeIn } from './typed-code.ts';
import { isTicketGood, stepTicket } from './token.ts';
import { addressIn, hasStrangeLetters } from './typed-address.ts';

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
 * Carries out a form and names the page that answers it; what a "yes" promises is stored by then. Fields of the form for
 * subscribing: `address`, `component` (several; none = everything), `kinds`, `reports`, `quiet_from`, `quiet_until`, `language`
 * of the mails, `website` (a trap for robots, invisible to people), `step` (link-forms.ts has those of the others). Throws only what nobody foresaw.
 */
export async function answerForm(needs: FormNeeds, form: Form): Promise<FormOutcome> {
  try {
    if (form.action === 'subscribe') return await answerSubscribe(needs, form);
    if (form.action === 'confirm') return await answerConfirm(needs, form);
    if (form.action === 'address') return await answerAddress(needs, form);
    return await answerLink(needs, form);
  } catch (error) {
    if (error instanceof UserError && error.code === 'unavailable') return unavailable;
    throw error;
  }
}

const unavailable: FormOutcome = { status: 503, page: 'unavailable' };
const sent: FormOutcome = { status: 200, page: 'subscribe-sent' };
/** Said of the domain alone, so that it tells nothing of the address. */
const sentToMain: FormOutcome = { status: 200, page: 'subscribe-sent-main' };

async function answerSubscribe(needs: FormNeeds, form: Form): Promise<FormOutcome> {
  const { db, page } = needs;
  if (!needs.formOpen) return { status: 503, page: 'closed' };
  if ((form.fields['website'] ?? []).some((text) => text !== '')) return sent;
  const address = addressIn(form);
  if (address === null) return { status: 422, page: hasStrangeLetters(form) ? 'address-letters' : 'invalid-address' };
  if (db === null || page === null) return unavailable;
  const components = readComponents(page, form.fields);
  if (components === null) return { status: 400, page: 'invalid-form' };
  const choices = form.fields['kinds'] === undefined ? null : readChoices(form.fields);
  if (typeof choices === 'string') return { status: 422, page: 'invalid-quiet' };
  if (choices === null && form.fields['kinds'] !== undefined) return { status: 400, page: 'invalid-form' };
  const ticket = await ticketFor({ ...needs, db }, form, address);
  if (ticket !== null) return { status: 200, page: 'subscribe-step', ticket };
  const wanted = form.fields['language']?.[0] ?? form.language;
  const language = page.languages.includes(wanted) ? wanted : page.language;
  const { language: formLanguage, network } = form;
  const wish = { address, components, choices, language, formLanguage, network };
  const isOwed = await askToConfirm({ ...needs, db, page }, wish);
  if (!isOwed) return { status: 503, page: 'busy' };
  return livesOn(address, page.mainDomains) ? sentToMain : sent;
}

/** Mail to such an address stops when the service does, just when there is something to say. */
function livesOn({ key }: Address, domains: readonly string[]): boolean {
  const domain = key.slice(key.lastIndexOf('@') + 1);
  return domains.some((main) => domain === main || domain.endsWith(`.${main}`));
}

/** In a flood, and before anything is said of the address: what the second step must bring back. Null when it need not. */
async function ticketFor(
  { db, key, now }: Pick<FormNeeds, 'key' | 'now'> & { readonly db: Database },
  { network, fields }: Form,
  address: Address,
): Promise<string | null> {
  const at = now();
  if (isTicketGood(key, network, address.key, fields['step']?.[0] ?? '', at)) return null;
  const isFlood = await db.read(async (trx) => {
    const needs = { trx, key, now: at, write: db.write };
    if (!(await isFlooded(needs, network))) return false;
    await noteFlood(needs, network);
    return true;
  });
  return isFlood ? stepTicket(key, network, address.key, at) : null;
}

async function answerConfirm({ db, key, now }: FormNeeds, form: Form): Promise<FormOutcome> {
  if (db === null) return unavailable;
  const confirmed: FormOutcome = { status: 200, page: 'confirmed' };
  if (form.token !== '') {
    return (await confirmByToken({ db, key, now }, form.token)) ? confirmed : { status: 410, page: 'confirm-invalid' };
  }
  const address = addressIn(form);
  if (address === null) return { status: 422, page: 'invalid-address' };
  const typed = { address, code: codeIn(form), network: form.network };
  const isRight = await confirmByCode({ db, key, now }, typed);
  return isRight ? confirmed : { status: 422, page: 'confirm-invalid' };
}

async function answerAddress(needs: FormNeeds, { token, network }: Form): Promise<FormOutcome> {
  const { db, page } = needs;
  if (db === null || page === null) return unavailable;
  const isDone = await moveByToken({ ...needs, db, page }, token, network);
  return isDone ? { status: 200, page: 'address-changed' } : { status: 410, page: 'confirm-invalid' };
}
