/**
 * Who runs a host of a large provider, as far as its name tells: `awsdns` for ns-1.awsdns-07.com and ns-2.awsdns-12.co.uk.
 * The label before the public part, without its numbers; a country's `co`, `ne`, `or` … counts as public.
 */
export function ownerOf(host: string): string {
  const labels = host.split('.');
  const isSecond = /^(co|com|net|org|ne|or|ac|ad|go|gov|edu)$/.test(labels.at(-2) ?? '') && labels.length > 2;
  return (labels.at(isSecond ? -3 : -2) ?? host).replace(/[\d-]+$/, '');
}
