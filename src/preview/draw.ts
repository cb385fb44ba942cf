import type { Finding } from '../incidents/finding.ts';
import type { Instant } from '../incidents/notice.ts';
import { dressed } from '../publish/brand-style.ts';
import type { PageTask } from '../publish/pages.ts';
import { openScene, type Scene } from '../publish/scene.ts';
import { pagePolicy } from '../publish/security-headers.ts';
import { createTexts } from '../publish/texts.ts';
import type { View } from '../publish/view.ts';
import { mailsOf } from './mails.ts';
import type { PreviewView } from './view.ts';
import type { Desk } from './watch.ts';

export interface DrawNeeds {
  readonly render: (path: string, view: View) => Promise<{ status: number; html: string }>;
  readonly siteUrl: string;
  /** ALERT_MAX_AGE in milliseconds. */
  readonly maxAge: number;
  readonly now: () => Instant;
}

/** What the pages are drawn from: as it would be published. */
export function sceneOf({ siteUrl, now }: Pick<DrawNeeds, 'siteUrl' | 'now'>, { tree }: Desk): Scene {
  const { snapshot, freshness } = tree;
  return openScene({
    snapshot,
    freshness,
    now: now(),
    siteUrl,
    formOpen: true,
    mailFrom: `noroshi@${new URL(siteUrl).hostname}`,
    texts: createTexts(),
  });
}

/** A page as readers would see it, with the preview's own parts put in: a bar above, on a notice's page the mails after it. */
export async function drawPreview(needs: DrawNeeds, desk: Desk, task: PageTask): Promise<string> {
  const view = previewView(needs, desk, task);
  const drawn = await needs.render(task.path, view);
  const html = dressed(drawn.html, view.snapshot);
  const { html: bar } = await needs.render('/preview/bar', view);
  const mails = view.mails === null ? '' : (await needs.render('/preview/mails', view)).html;
  const links = '<link rel="stylesheet" href="/preview/preview.css"><script src="/preview/live.js" defer></script>';
  const end = html.lastIndexOf('</main>') + '</main>'.length;
  return `${html.slice(0, end)}${mails}${html.slice(end)}`
    .replace('</head>', () => `${links}</head>`)
    .replace('<header', () => `${bar}<header`);
}

/** A reader's policy, and what the preview adds: its style. */
export function previewPolicy(html: string): string {
  return pagePolicy(html).replace('style-src ', "style-src 'self' ");
}

function previewView(
  { siteUrl, maxAge }: DrawNeeds,
  { version, tree, problem }: Desk,
  { view }: PageTask,
): PreviewView {
  const { notices, findings } = tree.snapshot;
  const notice = notices.find(({ id }) => id === view.noticeId);
  const isHere = ({ file }: Finding) =>
    notice === undefined || file === 'page.yaml' || file.startsWith(`${notice.id}.`);
  const gravest = findings.toSorted((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
  const edited = notices.filter(({ id, draft }) => draft || tree.changed.has(id));
  return {
    ...view,
    version,
    problem,
    edited: edited.map((one) => ({ notice: one, isChanged: tree.changed.has(one.id) })),
    findings: gravest.filter(isHere),
    findingsElsewhere: gravest.filter((finding) => !isHere(finding)),
    mails: notice === undefined ? null : mailsOf({ siteUrl, maxAge, now: view.now }, tree, notice, view.language),
  };
}
