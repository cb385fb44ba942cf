import { UserError } from '../errors.ts';

/** All of it, up to `most` bytes. Throws UserError for more. */
export async function readInput(input: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of input) {
    length += chunk.length;
    if (length > most) throw new UserError('invalid', `This is too large: ${most} bytes at most.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
