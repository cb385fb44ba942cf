import type { MailTexts } from './mail-texts.ts';

export const mailJa: MailTexts = {
  confirmSubject: (name) => name,
};
