/** `LONG=1`: as often as it takes to find what is rare; else as often as fits into a run of all tests. */
export const isLong = process.env['LONG'] === '1';
