import { textIn } from '../incidents/page.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import { badgeColours } from './badge.ts';
import { frontPage } from './front-page.ts';
import type { Scene } from './scene.ts';
import { noticePath, pathIn, titleIn } from './view.ts';

/**
 * A script for the main site: a banner above its page while an incident is open or a maintenance is under way, else
 * nothing. It holds the words as they are now, so that it asks for nothing more. An exercise is none of their business.
 */
export function embedScriptOf({ snapshot, freshness, now, siteUrl }: Scene, language: string): string {
  const { page } = snapshot;
  const { incidents, running, headline, look } = frontPage(snapshot, freshness, now);
  const [lead, ...others] = [...incidents, ...running];
  if (lead === undefined) return '// Nothing is open.\n';
  const { page: texts } = catalogueOf(language);
  const name = texts.statusPageOf(textIn(page.name, language, page.language));
  // One notice is told by its own page, several by the front page.
  const isOnly = others.length === 0;
  const link = siteUrl + pathIn(page, language, isOnly ? noticePath(lead) : '/');
  const title = isOnly ? titleIn(lead, language) : texts.front;
  return bannerScript({ language, name, colour: badgeColours[look], headline: texts.headline[headline], title, link });
}

/** Styled by hand, not by a style element or attribute: those the main site's own policy may refuse. Put up once. */
function bannerScript(says: Readonly<Record<string, string>>): string {
  // `</script>` in a title must not end the element of somebody who puts this into their page.
  const words = JSON.stringify(says).replaceAll('<', '\\u003c');
  return `(function (says) {
  var id = 'noroshi-banner';
  function show() {
    if (document.getElementById(id)) return;
    var banner = document.createElement('aside');
    var link = document.createElement('a');
    banner.id = id;
    banner.lang = says.language;
    banner.setAttribute('aria-label', says.name);
    banner.style.cssText = 'display:block;margin:0;padding:12px 16px;background:' + says.colour + ';color:#fff;font:700 16px/1.5 system-ui,sans-serif;text-align:center';
    link.href = says.link;
    link.style.cssText = 'color:#fff;text-decoration:underline';
    link.textContent = says.title;
    banner.append(says.headline + ' ', link);
    document.body.prepend(banner);
  }
  if (document.body) show();
  else addEventListener('DOMContentLoaded', show);
})(${words});
`;
}
