import { readFile } from 'node:fs/promises';
import { parseDocument, YAMLMap, type CollectionTag, type ScalarTag, type YAMLSeq } from 'yaml';
import type { Template } from './template.js';

/** The functions with a short form. Source: AWS CloudFormation user guide, intrinsic function reference. */
const FUNCTIONS = [
  'And',
  'Base64',
  'Cidr',
  'Equals',
  'FindInMap',
  'GetAtt',
  'GetAZs',
  'If',
  'ImportValue',
  'Join',
  'Not',
  'Or',
  'Select',
  'Split',
  'Sub',
] as const;

/** These two have no `Fn::` in their long form. */
const PLAIN = ['Condition', 'Ref'] as const;

const CUSTOM_TAGS = [
  ...FUNCTIONS.flatMap((name) => tagsFor(`!${name}`, `Fn::${name}`)),
  ...PLAIN.flatMap((name) => tagsFor(`!${name}`, name)),
];

/** Reads a template from a file, with every `!Ref` and `!Sub` in its long form. @throws when the file cannot be read */
export async function readTemplate(path: string | URL): Promise<Template> {
  return parseTemplate(await readFile(path, 'utf8'));
}

/**
 * Reads a template from YAML or JSON.
 * @throws YAMLError when it is neither, has a key twice, or a tag that CloudFormation does not know
 */
export function parseTemplate(text: string): Template {
  const document = parseDocument(text, { customTags: CUSTOM_TAGS });
  // To the parser an unknown tag is worth a warning only; CloudFormation refuses it.
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw problem;
  return document.toJS() as Template;
}

/** A short form may stand before a text, a list or a map. */
function tagsFor(tag: string, longName: string): (ScalarTag | CollectionTag)[] {
  const wrap = (node: YAMLMap | YAMLSeq): YAMLMap => {
    const map = new YAMLMap<string>();
    map.set(longName, node);
    return map;
  };
  return [
    { tag, resolve: (text: string) => ({ [longName]: tag === '!GetAtt' ? splitAttribute(text) : text }) },
    { tag, collection: 'seq', resolve: (node) => wrap(node) },
    { tag, collection: 'map', resolve: (node) => wrap(node) },
  ];
}

/** `Table.StreamArn` names an attribute of a resource; an attribute may have dots of its own. */
function splitAttribute(text: string): string[] {
  const dot = text.indexOf('.');
  return [text.slice(0, dot), text.slice(dot + 1)];
}
