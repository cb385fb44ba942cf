/**
 * The preview's only script. When the files on the desk change it asks for the page again and changes what differs, so that
 * the reader's place and what is folded out stay as they are.
 */
const bar = () => document.querySelector('.preview-bar');

const changes = new EventSource('/preview/changes');
let refreshing = Promise.resolve();
changes.onopen = () => bar()?.classList.remove('is-lost');
changes.onerror = () => bar()?.classList.add('is-lost');
changes.onmessage = ({ data }) => {
  refreshing = refreshing.then(() => refresh(data)).catch(() => bar()?.classList.add('is-lost'));
};
linkMails(document);
addEventListener('hashchange', openTarget);
openTarget();

/** @param {string} version */
async function refresh(version) {
  if (bar()?.dataset['version'] === version) return;
  const response = await fetch(location.pathname);
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  linkMails(fresh);
  document.title = fresh.title;
  become(document.body, fresh.body);
}

/**
 * Makes one node into the other with as few changes as there can be: what is the same at its end stays untouched.
 * @param {Node | undefined} old
 * @param {Node | undefined} fresh
 */
function become(old, fresh) {
  if (old === undefined || fresh === undefined || old.isEqualNode(fresh)) return;
  if (!(old instanceof Element) || !(fresh instanceof Element) || old.nodeName !== fresh.nodeName)
    return void old.parentNode?.replaceChild(fresh, old);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const { name } of [...old.attributes])
    if (!fresh.hasAttribute(name) && name !== 'open') old.removeAttribute(name);
  const [gone, come] = [[...old.childNodes], [...fresh.childNodes]];
  /** @type {Node | null} */
  let end = null;
  while (come.length > 0 && gone.at(-1)?.isEqualNode(come.at(-1) ?? null) === true) {
    end = gone.pop() ?? null;
    come.pop();
  }
  while (gone.length > 0 && come.length > 0) become(gone.shift(), come.shift());
  for (const node of gone) old.removeChild(node);
  for (const node of come) old.insertBefore(node, end);
}

/**
 * Each report leads to its mail.
 * @param {Document} page
 */
function linkMails(page) {
  for (const mail of page.querySelectorAll('.preview-mail')) {
    const link = page.createElement('a');
    link.className = 'preview-to-mail';
    link.href = `#${mail.id}`;
    link.textContent = mail.closest('section')?.dataset['link'] ?? '';
    page.getElementById(mail.id.replace('mail-', ''))?.querySelector('.report-head')?.append(link);
  }
}

function openTarget() {
  const letter = document.getElementById(location.hash.slice(1))?.querySelector('.preview-letter');
  letter?.setAttribute('open', '');
}
