import { describe, expect, it } from 'vitest';
import { method, readApi, streamed } from '../testing/start-api.js';

/** Reads a definition with one method. */
function readMethod(yaml: string): ReturnType<typeof readApi> {
  return readApi(`openapi: 3.0.1\npaths: { /a: { get: ${yaml} } }`, ['fn']);
}

/** The reason for which a method is refused. */
function reasonOf(yaml: string): unknown {
  try {
    return readMethod(yaml);
  } catch (error) {
    return error instanceof Error && error.cause instanceof Error ? error.cause.message : error;
  }
}

describe('readApiDefinition', () => {
  it.each([
    ['another type', method('fn').replace('aws_proxy', 'http'), 'Only aws_proxy integrations are emulated'],
    ['another method', method('fn').replace('POST', 'GET'), 'Lambda is invoked with POST'],
    ['a time-out over the limit', streamed('fn', '', 900_001), 'timeoutInMillis of 900001 is out of bounds for STREAM'],
    ['a time-out under the limit', streamed('fn', '', 49), 'timeoutInMillis of 49 is out of bounds for STREAM'],
    ['a mode that is none', streamed('fn').replace('STREAM', 'FLOW'), 'responseTransferMode is BUFFERED or STREAM'],
    [
      'a scheme that is not defined',
      method('fn', ', security: [{ Nobody: [] }]'),
      'The security scheme Nobody is no authorizer',
    ],
    ['no integration', '{ responses: {} }', 'type must be a text'],
  ])('refuses %s', (_case, yaml, reason) => {
    expect(reasonOf(yaml)).toBe(reason);
  });

  it('refuses a mode whose URI calls the operation of the other', () => {
    expect(reasonOf(streamed('fn').replace('STREAM', 'BUFFERED').replace('900000', '1000'))).toContain(
      'The URI does not call 2015-03-31 invocations',
    );
    const mode = 'type: aws_proxy, responseTransferMode: STREAM';
    expect(reasonOf(method('fn').replace('type: aws_proxy', mode))).toContain(
      'The URI does not call 2021-11-15 response-streaming-invocations',
    );
  });

  it('reads function, mode and time-out, with their defaults', () => {
    expect(readMethod(method('fn')).routes).toEqual([
      {
        resourcePath: '/a',
        method: 'GET',
        integration: { functionName: 'fn', transferMode: 'BUFFERED', timeoutMs: 29_000 },
        authorizer: undefined,
      },
    ]);
    expect(readMethod(streamed('fn')).routes[0]?.integration).toEqual({
      functionName: 'fn',
      transferMode: 'STREAM',
      timeoutMs: 900_000,
    });
  });

  it('refuses an API that is not there', () => {
    expect(() => readApi('openapi: 3.0.1', []).routes).not.toThrow();
    expect(() => readApi('paths: []', [])).toThrow('paths must be a map');
  });
});
