import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BedrockRequest } from '@app/bedrock';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { ClearedCall } from '../clear-for-route.js';
import { DirectTransport } from './direct.transport.js';
import { PeerTransport } from './peer.transport.js';
import { Transport } from './transport.js';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
/** All that runs: tests and what they are made of may do as they like. */
const SOURCES = globSync('{libs,apps/gateway}/**/src/**/*.ts', { cwd: ROOT })
  .filter((file) => !/\.spec\.ts$|\/testing\/|\/(?:dist|node_modules)\//.test(file))
  .map((file) => ({ file, text: readFileSync(`${ROOT}/${file}`, 'utf8') }));

/** The files in which a line of code does something; comments tell of much that is not done. */
function filesThat(does: RegExp): readonly string[] {
  const code = (text: string): string => text.replaceAll(/\/\*[^]*?\*\/|\/\/.*$/gm, '');
  return SOURCES.filter(({ text }) => does.test(code(text))).map(({ file }) => file);
}

describe('a call to Bedrock', () => {
  it('is one that the gate has let through, wherever a transport takes it', () => {
    expectTypeOf<Parameters<Transport['send']>[0]>().toEqualTypeOf<ClearedCall>();
    expectTypeOf<Parameters<DirectTransport['send']>[0]>().toEqualTypeOf<ClearedCall>();
    expectTypeOf<Parameters<PeerTransport['send']>[0]>().toEqualTypeOf<ClearedCall>();
    // Whoever has all its parts has none of it.
    expectTypeOf<{ route: 'vpn'; dataClass: string; call: BedrockRequest }>().not.toExtend<ClearedCall>();
    expectTypeOf<BedrockRequest>().not.toExtend<ClearedCall>();
  });

  it('is let through in one place, and asked for in one', () => {
    expect(SOURCES.length).toBeGreaterThan(200);
    expect(filesThat(/\bas (?:unknown as )?ClearedCall\b/)).toEqual(['libs/routing/src/clear-for-route.ts']);
    expect(filesThat(/\bclearForRoute\(/).toSorted()).toEqual([
      'libs/routing/src/clear-for-route.ts',
      'libs/routing/src/route-policy.ts',
    ]);
  });

  it('leaves the process by the two transports and nothing else', () => {
    expect(filesThat(/\bextends Transport\b/).toSorted()).toEqual([
      'libs/routing/src/transports/direct.transport.ts',
      'libs/routing/src/transports/peer.transport.ts',
    ]);
    expect(filesThat(/\b(?:transport|this\.transport)\.send\(/)).toEqual(['libs/routing/src/route-policy.ts']);
    // What proves a route or credentials is nobody's call: it names no model, or carries nothing but a version's id.
    const isNoProof = [/\binvoker\.invoke\((?!PROBE_REQUEST\b)/, /\bpeer\.invoke\((?!encodePeerTrial\()/] as const;
    expect(filesThat(isNoProof[0])).toEqual(['libs/routing/src/transports/direct.transport.ts']);
    expect(filesThat(isNoProof[1])).toEqual(['libs/routing/src/transports/peer.transport.ts']);
    expect(filesThat(/\bencodePeerCall\(/).toSorted()).toEqual([
      'libs/routing/src/transports/peer.transport.ts',
      'libs/routing/src/transports/peer/peer-call.ts',
    ]);
    // Connections are opened for transports alone.
    expect(filesThat(/\bbedrock\.open\(/)).toEqual(['libs/routing/src/routing.module.ts']);
    expect(filesThat(/\bnew SignedHttpModelInvoker\(/).toSorted()).toEqual([
      'libs/bedrock/src/bedrock-connections.ts',
      'libs/bedrock/src/credentials/try-credentials.ts',
    ]);
  });
});
