import { spawnSync } from 'node:child_process';
import { XMLParser } from 'fast-xml-parser';
import { programPath } from './programs.ts';

/** An element: its children by name, each as a list, its attributes with `@` before the name, its text. */
export interface XmlNode {
  readonly [name: string]: readonly XmlNode[];
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  isArray: (_name, _path, _isLeaf, isAttribute) => !isAttribute,
  alwaysCreateTextNode: true,
});

/** The root element of a document. */
export function rootOf(xml: string, name: string): XmlNode {
  const document = parser.parse(xml) as XmlNode;
  const [root] = document[name] ?? [];
  if (root === undefined) throw new Error(`the root is not <${name}>`);
  return root;
}

/** The child elements of a name; none where there is none. */
export function all(node: XmlNode, name: string): readonly XmlNode[] {
  return node[name] ?? [];
}

/** The text of the only child of that name. Throws where there is none, or more than one. */
export function textOf(node: XmlNode, name: string): string {
  const found = all(node, name);
  if (found.length !== 1) throw new Error(`${found.length} times <${name}>`);
  return String((found[0] as unknown as Record<string, unknown>)['#text'] ?? '');
}

export function attribute(node: XmlNode | undefined, name: string): string | undefined {
  return (node as unknown as Record<string, string> | undefined)?.[`@${name}`];
}

export const hasXmllint = programPath('xmllint') !== null;

/** What xmllint says of a document: nothing, if it is well-formed. */
export function xmllintSays(xml: string): string {
  const { stderr } = spawnSync('xmllint', ['--noout', '--nonet', '-'], { input: xml });
  return stderr.toString();
}
