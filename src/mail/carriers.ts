/** Japanese mobile carriers: rules of their own, for addresses and for what a refusal means. */
const carriers = [
  'docomo.ne.jp', 'ezweb.ne.jp', 'au.com', 'softbank.ne.jp', 'i.softbank.jp', 'vodafone.ne.jp', 'ymobile.ne.jp',
  'ymobile1.ne.jp', 'wcm.ne.jp', 'pdx.ne.jp', 'willcom.com', 'emnet.ne.jp',
]; // prettier-ignore

export function isCarrier(domain: string): boolean {
  return carriers.some((carrier) => domain === carrier || domain.endsWith(`.${carrier}`));
}
