import { describe, expect, it } from 'vitest';
import { parseTemplate } from '../support/cloudformation/read-template.js';
import { toApiPath } from '../../tools/api-definition/api-path.js';
import { operationsOf } from '../../tools/api-definition/operations-of.js';
import { putIntoTemplate } from '../../tools/api-definition/put-into-template.js';

const CLOSED = { security: [{ bearer: [] }] };
const namesOf = (paths: Parameters<typeof operationsOf>[0]['paths']): string[] =>
  operationsOf({ paths })
    .filter(({ path }) => !/\/(?:docs|openapi\.json)/.test(path))
    .map(({ method, path, isOpen }) => `${method} ${path}${isOpen ? ' (open)' : ''}`);

describe('a path that API Gateway cannot have', () => {
  it.each([
    '',
    'status',
    '/',
    '//',
    '/a//b',
    '/a/',
    '/{id}',
    '/{id}/b',
    '/a{id}',
    '/a/{id',
    '/a/{id+}',
    '/a b',
    '/a/*',
    '/ä',
  ])('is refused, and not left out: %j', (path) => {
    expect(() => toApiPath(path)).toThrow(path);
  });
});

describe('a path', () => {
  it.each([
    ['/status', '/status', 'internet'],
    ['/model/{modelId}/invoke', '/model/{proxy+}', 'internet'],
    ['/guardrail/{a}/version/{b}/apply', '/guardrail/{proxy+}', 'internet'],
    ['/bedrock/models/{modelId}', '/bedrock/models/{proxy+}', 'internet'],
    ['/vpn/status', '/vpn/status', 'vpn'],
    ['/v1/vpn/bedrock/models/{modelId}', '/v1/vpn/bedrock/models/{proxy+}', 'vpn'],
    ['/vpnet/status', '/vpnet/status', 'internet'],
    ['/v1/internet/vpn', '/v1/internet/vpn', 'internet'],
    ['/internet/vpn', '/internet/vpn', 'internet'],
    ['/VPN/status', '/VPN/status', 'internet'],
  ] as const)('%s becomes %s of the %s function', (path, expected, route) => {
    expect(toApiPath(path)).toEqual({ path: expected, route });
  });
});

describe('the operations of a document', () => {
  it('become one where they differ in what a greedy label takes only', () => {
    expect(namesOf({ '/model/{id}/invoke': { post: CLOSED }, '/model/{id}/converse': { post: CLOSED } })).toEqual([
      'post /model/{proxy+}',
    ]);
  });

  it('stay two where their methods differ', () => {
    expect(namesOf({ '/a': { post: CLOSED, get: {} } })).toEqual(['get /a (open)', 'post /a']);
  });

  it('are refused where one would be open and closed at once', () => {
    expect(() => namesOf({ '/a/{id}/b': { get: CLOSED }, '/a/{id}/c': { get: {} } })).toThrow(/open and closed/);
  });

  it.each(['put', 'delete', 'options', 'x-amazon-apigateway-any-method', 'parameters'])('may not be a %s', (method) => {
    expect(() => namesOf({ '/a': { [method]: CLOSED } })).toThrow(`"${method} /a"`);
  });

  it.each([[[{ bearer: [], apiKey: [] }]], [[{ bearer: [] }, {}]], [[{ apiKey: [] }]], [[{ bearer: ['admin'] }]]])(
    'may not ask for anything but a bearer token: %j',
    (security) => {
      expect(() => namesOf({ '/a': { get: { security } } })).toThrow('/a asks for');
    },
  );

  it('come with Swagger UI and the document, which no document names', () => {
    const added = operationsOf({ paths: {} });
    expect(added).toHaveLength(18);
    expect(added).toContainEqual({ path: '/v1/vpn/docs/{proxy+}', method: 'get', isOpen: true, route: 'vpn' });
  });
});

describe('writing into a template', () => {
  const marked = (inside: string): string => `A:\n  # <api-definition>\n${inside}  # </api-definition>\nB: 1\n`;

  it('replaces what is between the marks, with functions in their short form, and nothing else', () => {
    const value = { uri: { 'Fn::If': ['On', { 'Fn::Sub': 'a ${B.Arn}' }, 2] }, mode: { Ref: 'Mode' }, list: [] };
    const written = putIntoTemplate(marked('  old: true\n'), value);
    expect(written).toBe(
      marked(`  uri: !If
    - On
    - !Sub a \${B.Arn}
    - 2
  mode: !Ref Mode
  list: []
`),
    );
    expect(parseTemplate(written)).toEqual({ A: value, B: 1 });
    expect(putIntoTemplate(written, value)).toBe(written);
  });

  it.each([
    ['no marks', 'A: 1\n'],
    ['no end', '# <api-definition>\n'],
    ['the end first', '# </api-definition>\n# <api-definition>\n'],
    ['two beginnings', '# <api-definition>\n# <api-definition>\n# </api-definition>\n'],
  ])('refuses a template with %s', (_, template) => {
    expect(() => putIntoTemplate(template, {})).toThrow(/The template/);
  });
});
