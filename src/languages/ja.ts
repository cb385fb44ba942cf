import { badgeJa } from './badge-texts.ts';
import type { Catalogue } from './catalogue.ts';
import { clockJa } from './clock-texts.ts';
import { feedJa } from './feed-texts.ts';
import { mailJa } from './ja-mail.ts';
import { pageJa } from './ja-page.ts';
import { plainJa } from './plain-texts.ts';
import { staffJa } from './ja-staff.ts';

export const ja: Catalogue = {
  language: 'ja',
  name: '日本語',
  words: {
    status: {
      investigating: ['調査中'],
      identified: ['復旧作業中', '原因特定', '原因判明', '対応中'],
      monitoring: ['監視中', '経過観察', '経過観察中'],
      resolved: ['復旧', '解消', '復旧済み', '復旧しました'],
      postmortem: ['最終報告', '最終報'],
      scheduled: ['予定', '実施予定'],
      in_progress: ['実施中', '作業中'],
      verifying: ['確認中'],
      completed: ['完了', '作業完了'],
      cancelled: ['中止', '取りやめ'],
    },
    component: {
      operational: ['通常どおり', '正常', '正常稼働'],
      under_maintenance: ['メンテナンス中', '保守中'],
      degraded_performance: ['遅延', '低下', '遅い', '性能低下'],
      partial_outage: ['一部停止', '一部障害'],
      major_outage: ['停止', '全面停止', '障害'],
    },
    impact: { none: ['影響なし', 'なし'], minor: ['軽微'], major: ['大きい', '大'], critical: ['重大', '甚大'] },
    type: { incident: ['障害'], maintenance: ['メンテナンス', '保守'], exercise: ['訓練'] },
    keys: {
      title: ['件名', '題名', 'タイトル'],
      type: ['種類', '種別'],
      impact: ['影響', '影響度'],
      components: ['対象', '影響範囲', 'サービス'],
      scheduled_for: ['開始予定', '開始'],
      scheduled_until: ['終了予定', '終了'],
      automatic: ['自動'],
      remind: ['事前通知', '再通知'],
      formerly: ['旧名', '旧id'],
      contacts: ['連絡先', '問い合わせ先'],
      telephone: ['電話', '電話番号'],
      email: ['メール', 'メールアドレス'],
      hours: ['受付時間'],
      draft: ['下書き'],
      language: ['言語'],
      next: ['次回', '次報', '次の報告', '次回報告'],
      expected: ['復旧見込み', '見込み', '復旧予定'],
      corrected: ['訂正'],
      notify: ['通知', 'メール通知'],
      retracted: ['取消', '取り消し'],
    },
    report: (number) => `第${number}報`,
    finalReport: '最終報',
    listSeparator: '、',
  },
  clock: clockJa,
  page: pageJa,
  feed: feedJa,
  badge: badgeJa,
  plain: plainJa,
  mail: mailJa,
  staff: staffJa,
};
