/** What a page reports by itself, at the instants that staff fixed when they announced an automatic maintenance. */
export interface ClockTexts {
  readonly in_progress: string;
  readonly completed: string;
}

export const clockJa: ClockTexts = {
  in_progress: '予定どおり作業を始めました。（開始予定の時刻に、自動で掲載しています。）',
  completed: '予定していた作業を終えました。（終了予定の時刻に、自動で掲載しています。）',
};

export const clockEn: ClockTexts = {
  in_progress: 'The planned work has begun as scheduled. (Posted automatically at the planned time.)',
  completed: 'The planned work is finished. (Posted automatically at the planned time.)',
};
