import * as control from '@aws-sdk/client-bedrock';
import * as runtime from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from 'vitest';
import { BEDROCK_AREAS, isBedrockPath, NATIVE_PREFIXES } from './bedrock-paths.js';

/** The HTTP binding of a schema of the SDK, `[9, namespace, name, traits, input, output]`; undefined for what is none. */
function pathOf(exported: unknown): string[] {
  if (!Array.isArray(exported) || exported[0] !== 9) return [];
  const { http } = exported[3] as { http: readonly [method: string, path: string, status: number] };
  return [http[1]];
}

/** Every path that the SDK can send to either service. */
const SDK_PATHS = [runtime, control].flatMap((sdk) => Object.values(sdk).flatMap(pathOf));

describe('isBedrockPath does not take for one', () => {
  it.each([
    '',
    '/',
    '//model/x/invoke',
    '/Model/x/invoke',
    '/MODEL/x/invoke',
    '/modelx/x/invoke',
    '/models',
    '/mode',
    '/%6dodel/x/invoke',
    '/model%2Fx/invoke',
    '/model;v=1/x/invoke',
    'model/x/invoke',
    '/bedrock/model/x/invoke',
    '/bedrock/models/model',
    '/v1/model/x/invoke',
    '/v1/internet/model/x/invoke',
    '/internet/v1/model/x/invoke',
    '/internet/vpn/model/x/invoke',
    '/VPN/model/x/invoke',
    '/vpn//model/x/invoke',
    '/vpn',
    '/internet/',
    '/x/model/x/invoke',
    '/constructor',
    '/__proto__/model',
    '/health',
    '/status',
    '/docs',
    '/openapi.json',
  ])('%j', (path) => {
    expect(isBedrockPath({ path })).toBe(false);
  });
});

describe('isBedrockPath', () => {
  it.each(['', '/internet', '/vpn'])('knows every path that the SDK can send under %j', (prefix) => {
    for (const path of SDK_PATHS) expect(isBedrockPath({ path: `${prefix}${path}` }), path).toBe(true);
  });

  it.each(['/model', '/model/', '/model/%2e%2e/invoke', '/model/%E0%A4%A/invoke', '/vpn/guardrail/x', '/guardrails'])(
    'goes by the area alone: %s',
    (path) => {
      expect(isBedrockPath({ path })).toBe(true);
    },
  );
});

describe('the areas of Bedrock', () => {
  it('are read from an SDK that has the paths of both services', () => {
    expect(SDK_PATHS).toEqual(expect.arrayContaining(['/model/{modelId}/converse', '/foundation-models']));
    expect(SDK_PATHS.length).toBeGreaterThan(100);
  });

  it('are exactly the first segments of all that the SDK can send', () => {
    const areas = new Set(SDK_PATHS.map((path) => path.split(/[/?]/)[1] ?? ''));
    expect([...BEDROCK_AREAS].toSorted()).toEqual([...areas].toSorted());
  });

  it('stand under each route, and not under /v1', () => {
    expect(NATIVE_PREFIXES).toEqual(['', 'internet', 'vpn']);
  });
});
