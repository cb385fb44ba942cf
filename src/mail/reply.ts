/** A server's reply as ledger and log may keep it: one line, no address, bounded. */
export function withoutAddresses(reply: string, recipient: string): string {
  const local = recipient.slice(0, recipient.lastIndexOf('@')).replace(/^"|"$/g, '');
  const line = (reply.split('\n', 1)[0] ?? '').replace(/[^\x20-\x7e\u00a0-\uffff]/g, ' ');
  const bare = line.replace(/[^\s<>]*@[^\s<>]*/g, '…').replace(/<[^>]*>/g, '<…>');
  return (local.length < 3 ? bare : bare.replaceAll(local, '…')).slice(0, 200);
}

/** Code and enhanced code of a reply; null for what it does not have. */
export function readReply(reply: string): { readonly code: number | null; readonly enhanced: string | null } {
  const match = /^(\d{3})(?:[ -](\d\.\d{1,3}\.\d{1,3})(?=\s|$))?/.exec(reply);
  return { code: match === null ? null : Number(match[1]), enhanced: match?.[2] ?? null };
}
