/** A notification as Postfix writes it; `to` is the return path. */
export function notification({
  to,
  status = '5.1.1',
  action = 'failed',
  diagnostic = '550 5.1.1 no such user',
}: {
  readonly to: string;
  readonly status?: string;
  readonly action?: string;
  readonly diagnostic?: string;
}): string {
  return mail([
    'Return-Path: <>',
    `Delivered-To: ${to}`,
    'From: MAILER-DAEMON@mx.example.net (Mail Delivery System)',
    `To: ${to}`,
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="B"',
    '',
    '--B',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'The mail to reader2@example.net came back.',
    '--B',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.net',
    '',
    'Final-Recipient: rfc822; reader2@example.net',
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: smtp;`,
    `    ${diagnostic}`,
    '',
    '--B',
    'Content-Type: message/rfc822',
    '',
    'Subject: a report',
    'To: reader2@example.net',
    '',
    'text',
    '--B--',
  ]);
}

/** A complaint (RFC 5965) that went to another address than the return path, which it quotes. */
export function complaint({ from, type = 'abuse' }: { readonly from: string; readonly type?: string }): string {
  return mail([
    'From: fbl@mail.example.net',
    'To: abuse@status.example.org',
    'Subject: complaint',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=feedback-report; boundary="B"',
    '',
    '--B',
    'Content-Type: text/plain',
    '',
    'This is a complaint.',
    '--B',
    'Content-Type: message/feedback-report',
    '',
    `Feedback-Type: ${type}`,
    'User-Agent: Example/1.0',
    'Version: 1',
    `Original-Mail-From: <${from}>`,
    '',
    '--B',
    'Content-Type: message/rfc822',
    '',
    `Return-Path: <${from}>`,
    'Subject: a report',
    '',
    'text',
    '--B--',
  ]);
}

/** Somebody is on holiday. */
export function vacation(to: string): string {
  return mail([
    'From: reader1@example.net',
    `To: ${to}`,
    'Subject: =?utf-8?B?5LiN5Zyo?=',
    'Auto-Submitted: auto-replied',
    'Content-Type: text/plain',
    '',
    'Status: 5.1.1 is what I would say if I were a server. I am away.',
  ]);
}

const mail = (lines: readonly string[]) => `${lines.join('\r\n')}\r\n`;

/** A bounce in plain words, as qmail and the gateways of some companies write it. */
export function plainBounce(to: string, more: readonly string[] = []): string {
  return mail([
    'Return-Path: <>',
    `To: ${to}`,
    'From: MAILER-DAEMON@gateway.example.net',
    'Subject: failure notice',
    ...more,
    '',
    'Hi. This is the mail program at gateway.example.net.',
    '<reader2@example.net>: Sorry, no mailbox here by that name.',
  ]);
}
