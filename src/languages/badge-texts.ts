import type { Headline } from './page-texts.ts';

/** The few words on a badge; it stands on other people's pages, beside the name of this one. */
export type BadgeTexts = Readonly<Record<Headline, string>>;

export const badgeJa: BadgeTexts = {
  unknown: '状況を確認できません',
  all_down: '停止中',
  some_down: '一部停止中',
  partial: '一部障害',
  degraded: '遅れ・不具合',
  reported: '障害発生中',
  watching: '経過観察中',
  maintenance: 'メンテナンス中',
  nothing: '障害のお知らせなし',
};

export const badgeEn: BadgeTexts = {
  unknown: 'state unknown',
  all_down: 'down',
  some_down: 'partly down',
  partial: 'partial outage',
  degraded: 'degraded',
  reported: 'incident reported',
  watching: 'being watched',
  maintenance: 'maintenance',
  nothing: 'no incident reported',
};
