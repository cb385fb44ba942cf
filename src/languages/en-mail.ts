import type { MailTexts } from './mail-texts.ts';

export const mailEn: MailTexts = {
  confirmSubject: (name) => name,
};
