import { format, resolveConfig } from 'prettier';
import { Document, isCollection, Scalar, type Node } from 'yaml';
import { callIn, isMap, type Json } from './template-value.ts';

const BEGIN = '# <api-definition>';
const END = '# </api-definition>';

/** The template as it is to be committed: with the definition between its marks, formatted as everything here is. */
export async function writeIntoTemplate(
  path: string,
  template: string,
  definition: { readonly [name: string]: Json },
): Promise<string> {
  return format(putIntoTemplate(template, definition), { ...(await resolveConfig(path)), parser: 'yaml' });
}

/**
 * Replaces what stands between the two marks of a template, at their indentation.
 *
 * @throws {Error} unless each mark is there, once, on a line of its own, the first before the second.
 */
export function putIntoTemplate(template: string, definition: { readonly [name: string]: Json }): string {
  const lines = template.split('\n');
  const [begin, end] = [BEGIN, END].map((mark) => onlyLine(lines, mark)) as [number, number];
  if (begin > end) throw new Error(`The template has ${END} before ${BEGIN}`);
  const indentation = ' '.repeat(lines[begin]?.indexOf('#') ?? 0);
  const written = toYaml(definition).map((line) => (line === '' ? '' : indentation + line));
  return [...lines.slice(0, begin + 1), ...written, ...lines.slice(end)].join('\n');
}

function onlyLine(lines: readonly string[], mark: string): number {
  const found = lines.flatMap((line, at) => (line.trim() === mark ? [at] : []));
  if (found.length !== 1 || found[0] === undefined) throw new Error(`The template needs one line with ${mark}`);
  return found[0];
}

function toYaml(value: Json): string[] {
  const document = new Document(toNode(value), { aliasDuplicateObjects: false });
  return document.toString({ lineWidth: 0, singleQuote: true }).trimEnd().split('\n');
}

/** Plain data as nodes, and functions in the short form that the rest of the template uses: `!Sub`, `!If`. */
function toNode(value: Json): Node {
  const found = callIn(value);
  if (found !== undefined) return tagged(...found);
  const document = new Document();
  if (Array.isArray(value)) return document.createNode(value.map(toNode));
  if (!isMap(value)) return document.createNode(value);
  return document.createNode(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toNode(item)])));
}

function tagged(name: string, argument: Json): Node {
  const node = toNode(argument);
  node.tag = `!${name.replace(/^Fn::/, '')}`;
  // A list of plain values reads best on one line.
  if (isCollection(node))
    node.flow = Array.isArray(argument) && !argument.some((item: Json) => typeof item === 'object');
  if (node instanceof Scalar) node.type = Scalar.PLAIN;
  return node;
}
