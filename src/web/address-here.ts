/** Where this machine reaches the running program, without a slash at the end. */
export function addressHere({ HOST, PORT }: { readonly HOST: string; readonly PORT: number }): string {
  const host = /^(0\.0\.0\.0|::)$/.test(HOST) ? '127.0.0.1' : HOST;
  return `http://${host.includes(':') ? `[${host}]` : host}:${PORT}`;
}
