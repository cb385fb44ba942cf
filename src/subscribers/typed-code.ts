import type { Kysely, Selectable } from 'kysely';
import type { Form } from '../channel.ts';
import type { ConfirmationTable, Tables } from '../schema.ts';
import { hashCode, isSameHash } from './token.ts';

type Asked = Pick<Selectable<ConfirmationTable>, 'id' | 'token_hash' | 'code_hash' | 'code_tries'>;

const mostTries = 5;

/** The digits of a form, typed in full width or in groups as well. */
export function codeIn({ fields }: Pick<Form, 'fields'>): string {
  return (fields['code']?.[0] ?? '').normalize('NFKC').replace(/[\s-]/g, '');
}

/**
 * Whether these are the six digits of that mail. Wrong tries are counted, and after five nothing is right. With no mail to
 * compare with, the same is done, so that the time it takes says nothing.
 */
export async function isCodeRight(
  { trx, key }: { readonly trx: Kysely<Tables>; readonly key: Uint8Array },
  asked: Asked | undefined,
  code: string,
): Promise<boolean> {
  const hash = hashCode(key, asked?.token_hash ?? '', code);
  if (asked !== undefined && asked.code_tries < mostTries && isSameHash(hash, asked.code_hash)) return true;
  await trx
    .updateTable('confirmations')
    .set((row) => ({ code_tries: row('code_tries', '+', 1) }))
    .where('id', '=', asked?.id ?? 0)
    .where('code_tries', '<', mostTries)
    .execute();
  return false;
}
