/** What is one person's own in a text. The keys stand for them in what is prepared for all: no language writes these signs. */
export const unsubscribe = '\ufdd0';
export const subscription = '\ufdd1';

export type Links = Readonly<Record<typeof unsubscribe | typeof subscription, string>>;

export const noLinks: Links = { [unsubscribe]: '', [subscription]: '' };

/** Splits a text at its links, which stay in the result. */
export const anyLink = /([\ufdd0\ufdd1])/;
