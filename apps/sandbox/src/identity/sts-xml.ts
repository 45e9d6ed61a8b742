import { randomUUID } from 'node:crypto';
import type { WireAnswer } from './identity-listener.js';
import type { IdentityProblem } from './identity-problem.js';

const namespace = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** An element: text, or elements by name. */
export type XmlContent = string | { readonly [name: string]: XmlContent };

/** The answer of an operation, as the query protocol has it. */
export function resultXml(operation: string, result: XmlContent): WireAnswer {
  const content = { [`${operation}Result`]: result, ResponseMetadata: { RequestId: randomUUID() } };
  return xml(200, `${operation}Response`, content);
}

/** An error, as the query protocol has it. */
export function errorXml({ code, message, status }: IdentityProblem): WireAnswer {
  const error = { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message };
  return xml(status, 'ErrorResponse', { Error: error, RequestId: randomUUID() });
}

function xml(status: number, root: string, content: XmlContent): WireAnswer {
  return { status, contentType: 'text/xml', body: `<${root} xmlns="${namespace}">${render(content)}</${root}>` };
}

function render(content: XmlContent): string {
  if (typeof content === 'string') return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return Object.entries(content)
    .map(([name, inner]) => `<${name}>${render(inner)}</${name}>`)
    .join('');
}
