import type { Form, FormOutcome, OutcomePage, Person, PersonSaid } from '../channel.ts';
import type { Database } from '../database.ts';
import { askNewAddress, moveByCode } from './change-address.ts';
import { eraseSubscriber } from './forget.ts';
import type { FormNeeds } from './forms.ts';
import { whatIsKnown } from './known.ts';
import { mute, unmute, wasTold } from './muting.ts';
import { personOf } from './person.ts';
import { readPreferences, savePreferences } from './preferences.ts';
import { readLinkToken, type LinkToken } from './token.ts';
import { addressIn } from './typed-address.ts';
import { codeIn } from './typed-code.ts';
import { comeBack, unsubscribe } from './unsubscribe.ts';

const unavailable: FormOutcome = { status: 503, page: 'unavailable' };
const notFound: FormOutcome = { status: 404, page: 'not-found' };

/** With a person who is there, and the link that was followed. */
interface Behind extends FormNeeds {
  readonly db: Database;
  readonly link: LinkToken;
  readonly of: Person['page'];
}

/**
 * What is asked for behind the link of a mail. A link that we never signed and one whose person is gone are the same 404.
 * Fields: `do` is what to do (`leave`, `return`, `mute`, `unmute`, `save`, `address`, `code`, `forget`), `notice` with the mutes;
 * without `do` the link to unsubscribe does just that (RFC 8058).
 */
export async function answerLink(needs: FormNeeds, form: Form): Promise<FormOutcome> {
  const { db } = needs;
  const of = form.action === 'unsubscribe' ? 'unsubscribe' : 'subscription';
  const link = readLinkToken(needs.key, of, form.token);
  if (link === null) return notFound;
  const wish = form.fields['do']?.[0] ?? (of === 'unsubscribe' ? 'leave' : 'look');
  const isLook = form.look === true;
  if (!isLook && wish === 'leave') {
    await unsubscribe(needs, link);
    // The mail program asks again and again: the answer is the same, whoever the link still belongs to.
    return { status: 200, page: 'unsubscribed' };
  }
  if (db === null) return unavailable;
  const behind: Behind = { ...needs, db, link, of };
  if (form.action === 'data') return download(behind);
  if (isLook) return show(behind, null, 'not-found');
  switch (wish) {
    case 'return':
      if (await comeBack(db, link, needs.now())) return show(behind, 'returned', 'returned');
      return { status: 410, page: 'return-late' };
    case 'mute':
    case 'unmute':
      return answerMute(behind, wish, form.fields['notice']?.[0] ?? '');
    case 'save':
      return answerSave(behind, form);
    case 'address':
      return answerNewAddress(behind, form);
    case 'code':
      return answerCode(behind, form);
    case 'forget':
      return answerForget(behind, form);
    default:
      return { status: 400, page: 'invalid-form' };
  }
}

/** The page behind the link as it is now; `page` where it cannot be drawn. */
async function show(behind: Behind, said: PersonSaid | null, page: OutcomePage, status = 200): Promise<FormOutcome> {
  const { db, key, now, link, of } = behind;
  const person = await db.read((trx) => personOf({ trx, key, now: now() }, of, link, said));
  return person === null ? notFound : { status, page, person };
}

/** Whether somebody still has this link: what is done behind it is theirs. */
async function isHeld({ db, link }: Behind): Promise<boolean> {
  const row = (reader: Parameters<Parameters<Database['read']>[0]>[0]) =>
    reader
      .selectFrom('subscribers')
      .select('id')
      .where('id', '=', link.subscriberId)
      .where('link_version', '=', link.version)
      .executeTakeFirst();
  return (await db.read(row)) !== undefined;
}

async function answerMute(behind: Behind, wish: 'mute' | 'unmute', notice: string): Promise<FormOutcome> {
  const { db, now, link } = behind;
  if (!(await isHeld(behind))) return notFound;
  const isDone = await db.write(async (trx) => {
    if (!(await wasTold(trx, link.subscriberId, notice))) return false;
    if (wish === 'mute') await mute(trx, link.subscriberId, notice, now());
    else await unmute(trx, link.subscriberId, notice);
    return true;
  });
  return isDone ? show(behind, wish === 'mute' ? 'muted' : 'unmuted', 'saved') : { status: 400, page: 'invalid-form' };
}

async function answerSave(behind: Behind, { fields }: Form): Promise<FormOutcome> {
  const { db, now, link, page } = behind;
  if (page === null) return unavailable;
  if (!(await isHeld(behind))) return notFound;
  const wanted = readPreferences(page, fields);
  if (wanted === null) return { status: 400, page: 'invalid-form' };
  if (typeof wanted === 'string') return show(behind, wanted, 'invalid-form', 422);
  await db.write((trx) => savePreferences({ trx, clock: page.clock, now: now() }, link.subscriberId, wanted));
  return show(behind, 'saved', 'saved');
}

async function answerNewAddress(behind: Behind, form: Form): Promise<FormOutcome> {
  const { link, page, formOpen } = behind;
  if (page === null) return unavailable;
  if (!formOpen) return { status: 503, page: 'closed' };
  if (!(await isHeld(behind))) return notFound;
  const to = addressIn(form);
  if (to === null) return show(behind, 'address-invalid', 'invalid-address', 422);
  const { language, network } = form;
  await askNewAddress({ ...behind, page }, { subscriberId: link.subscriberId, to, language, network });
  return show(behind, 'address-sent', 'subscribe-sent');
}

async function answerCode(behind: Behind, form: Form): Promise<FormOutcome> {
  const { link, page } = behind;
  if (page === null) return unavailable;
  if (!(await isHeld(behind))) return notFound;
  const typed = { subscriberId: link.subscriberId, code: codeIn(form), network: form.network };
  if (await moveByCode({ ...behind, page }, typed)) return { status: 200, page: 'address-changed' };
  return show(behind, 'code-wrong', 'confirm-invalid', 422);
}

async function answerForget(behind: Behind, { fields }: Form): Promise<FormOutcome> {
  if (!(await isHeld(behind))) return notFound;
  if (fields['sure']?.[0] !== 'yes') return show(behind, 'not-sure', 'invalid-form', 422);
  const { db, key, now, link } = behind;
  await db.write((trx) => eraseSubscriber({ trx, key, now: now() }, link.subscriberId));
  return { status: 200, page: 'forgotten' };
}

async function download({ db, key, now, link }: Behind): Promise<FormOutcome> {
  const known = await db.read((trx) => whatIsKnown({ trx, key, now: now() }, link));
  return known === null ? notFound : { status: 200, page: 'not-found', download: known };
}
