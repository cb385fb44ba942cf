import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { readMail } from '../support/inbox.ts';
import { programPath } from '../support/programs.ts';
import { makeRepository } from '../support/repository.ts';
import { startSite } from '../support/site.ts';
import { acceptingServer } from '../support/smtp.ts';
import { mailThrough } from '../support/subscribing.ts';
import { eventually } from '../support/wait.ts';

const chromium = programPath('chromium');

/** Presses Tab until something of that name has the focus, which must then be seen. Throws when it never gets there. */
async function tabTo(page: Page, role: 'link' | 'button' | 'textbox' | 'checkbox' | 'radio', name: string | RegExp) {
  const wanted = page.getByRole(role, { name }).first();
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab');
    const isThere = await wanted.evaluate((element) => element === document.activeElement);
    if (!isThere) continue;
    const outline = await wanted.evaluate((element) => getComputedStyle(element).outlineStyle);
    expect(outline, `the focus on ${String(name)} is seen`).not.toBe('none');
    return;
  }
  throw new Error(`no way by keyboard to ${String(name)}`);
}

const heading = (page: Page) => page.locator('h1').innerText();

async function press(page: Page, key: 'Enter' | 'Space') {
  await Promise.all([page.waitForEvent('load'), page.keyboard.press(key)]);
}

describe.skipIf(chromium === null)('with the keyboard alone, in Chromium', () => {
  test('from the front page to a subscription, by the code and by the link, its preferences and out again', async () => {
    const server = await acceptingServer();
    const repository = makeRepository();
    const site = await startSite({ incidentsDir: repository.incidentsDir, env: mailThrough(server.port) });
    const page = await (await openBrowser(site, chromium ?? '')).newPage();

    await page.goto(`${site.siteUrl}/`);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id), 'the first Tab is the way past the masthead').toBe(
      'content',
    );
    await tabTo(page, 'link', /メール/);
    await press(page, 'Enter');

    await tabTo(page, 'textbox', 'メールアドレス');
    await page.keyboard.type('mori@example.org');
    await tabTo(page, 'checkbox', 'ウェブサイト');
    await page.keyboard.press('Space');
    await tabTo(page, 'radio', '障害とメンテナンスの両方');
    await page.keyboard.press('ArrowDown');
    await tabTo(page, 'button', '確認メールを受け取る');
    await press(page, 'Enter');
    expect(await heading(page)).toBe('確認のメールをご覧ください');

    const mail = await readMail(await eventually('the confirmation', () => server.received.at(0)));
    await tabTo(page, 'textbox', 'メールアドレス');
    await page.keyboard.type('mori@example.org');
    await tabTo(page, 'textbox', '6桁の番号');
    await page.keyboard.type(/^\s*(\d{6})\s*$/m.exec(mail.text)?.[1] ?? 'no code in the mail');
    await press(page, 'Enter');
    expect(await heading(page)).toBe('登録が終わりました');

    await page.goto(mail.link('/subscribe/confirm/'));
    await tabTo(page, 'button', '登録する');
    await press(page, 'Space');
    expect(await heading(page)).toBe('登録が終わりました');

    const date = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
    repository.write('web.md', '---\ntitle: 接続障害\n対象: web 停止\n---\n\n## 調査中\n\n原因を調べています。\n');
    repository.commit('第1報', { date });
    const alert = await readMail(await eventually('the alert', () => server.received.at(1)));
    await page.goto(alert.link('/subscription/'));
    expect(await page.getByLabel('障害だけ', { exact: true }).isChecked(), 'what was chosen holds').toBe(true);
    await tabTo(page, 'radio', 'すべての報告');
    await page.keyboard.press('ArrowDown');
    await tabTo(page, 'button', 'この内容に変更する');
    await press(page, 'Enter');
    expect(await page.locator('[role=status]').innerText()).toContain('変更しました');
    expect(await page.getByLabel('最初の報告と、終わりの報告だけ').isChecked()).toBe(true);

    await page.goto(alert.link('/unsubscribe/'));
    await tabTo(page, 'button', '配信を停止する');
    await press(page, 'Enter');
    expect(await heading(page)).toBe('配信を停止しました');
  });
});
