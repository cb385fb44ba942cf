import { z } from 'zod';
import { kindOfStatus, type BounceReport } from '../bounce.ts';
import type { HookFormat } from './hook.ts';
import { isAmazons, isFromTopic, isTopic, SnsMessage } from './sns.ts';

const recipient = z.object({
  emailAddress: z.string(),
  status: z.string().optional(),
  diagnosticCode: z.string().optional(),
});
const mail = z.object({ source: z.string().default('') });
const Bounce = z.object({
  mail,
  bounce: z.object({
    feedbackId: z.string(),
    bounceType: z.string(),
    bounceSubType: z.string().default(''),
    bouncedRecipients: z.array(recipient).max(100),
  }),
});
const Complaint = z.object({
  mail,
  complaint: z.object({
    feedbackId: z.string(),
    complaintFeedbackType: z.string().nullish(),
    complainedRecipients: z.array(recipient).max(100),
  }),
});

/**
 * Amazon SES, through a topic of SNS whose ARN is the key. Events of SES and of a configuration set have the same shape. The
 * return path stands in `mail.source`, also where SES writes another one into the mail.
 */
export const ses: HookFormat = {
  admits: (headers, key) => isTopic(key, headers['x-amz-sns-topic-arn'] ?? ''),
  read: async (needs, { body }) => {
    const message = SnsMessage.safeParse(jsonOf(body));
    if (!message.success) return 'unreadable';
    if (!(await isFromTopic(needs, message.data))) return 'forged';
    if (message.data.Type === 'SubscriptionConfirmation') {
      if (!isAmazons(message.data.SubscribeURL)) return 'forged';
      await needs.fetchText(message.data.SubscribeURL);
    }
    return { reports: message.data.Type === 'Notification' ? reportsIn(jsonOf(message.data.Message)) : [] };
  },
};

function reportsIn(event: unknown): BounceReport[] {
  const complaint = Complaint.safeParse(event);
  if (complaint.success) {
    const { mail: sent, complaint: found } = complaint.data;
    if (found.complaintFeedbackType === 'not-spam') return [];
    const code = found.complaintFeedbackType ?? 'complaint';
    return found.complainedRecipients.map(({ emailAddress: address }) => ({
      ...{ key: `ses ${found.feedbackId} ${address}`, kind: 'complaint' as const, code: code.slice(0, 40) },
      ...{ returnPaths: [sent.source], address },
    }));
  }
  const bounce = Bounce.safeParse(event);
  if (!bounce.success) return [];
  const { mail: sent, bounce: found } = bounce.data;
  return found.bouncedRecipients.flatMap(({ emailAddress: address, status = '', diagnosticCode = '' }) => {
    const said = /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(`${status} ${diagnosticCode}`)?.[0] ?? null;
    const kind = kindOf(found.bounceType, found.bounceSubType, said);
    const code = said ?? `${found.bounceType} ${found.bounceSubType}`.slice(0, 60);
    const key = `ses ${found.feedbackId} ${address}`;
    return kind === null ? [] : [{ key, kind, code, returnPaths: [sent.source], address }];
  });
}

function kindOf(type: string, subType: string, status: string | null): BounceReport['kind'] | null {
  if (/^(ContentRejected|MessageTooLarge|AttachmentRejected)$/.test(subType)) return null;
  if (type !== 'Permanent') return status?.includes('.7.') === true ? null : 'soft';
  // It sends nothing there any more, whatever we do.
  if (/^(Suppressed|OnAccountSuppressionList|NoEmail)$/.test(subType)) return 'hard';
  return status === null ? 'ambiguous' : kindOfStatus(status);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
