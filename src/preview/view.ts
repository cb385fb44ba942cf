import type { Finding } from '../incidents/finding.ts';
import type { Notice } from '../incidents/notice.ts';
import type { View } from '../publish/view.ts';
import type { PreviewMail } from './mails.ts';

/** What is drawn around a page, as `Astro.locals.view` of the pages below /preview. */
export interface PreviewView extends View {
  readonly version: string;
  readonly problem: string | null;
  /** Drafts, and notices that differ from the last commit. */
  readonly edited: readonly { readonly notice: Notice; readonly isChanged: boolean }[];
  /** Of the notice's own files and page.yaml; on other pages all there are. */
  readonly findings: readonly Finding[];
  /** On a notice's page: those of other files. */
  readonly findingsElsewhere: readonly Finding[];
  /** On a notice's page. */
  readonly mails: readonly PreviewMail[] | null;
}
