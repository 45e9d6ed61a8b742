import { describe, expect, it } from 'vitest';
import { loadAuthorizerConfig, loadGatewayConfig, loadReplayConfig } from './gateway-config.js';
import { refuseWeakTls } from './refuse-weak-tls.js';
import { VariableReader } from './variable-reader.js';

describe('refuseWeakTls', () => {
  it.each([loadGatewayConfig, loadAuthorizerConfig, loadReplayConfig])(
    'is asked by every process of ours: %s',
    (load) => {
      expect(() => load({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toThrow(
        'NODE_TLS_REJECT_UNAUTHORIZED must not be 0: certificates are always verified',
      );
      expect(() => load({ NODE_TLS_REJECT_UNAUTHORIZED: '1' })).not.toThrow();
    },
  );

  it.each([
    ['TLSv1', ['NODE_OPTIONS']],
    ['TLSv1.1', ['NODE_OPTIONS']],
    ['TLSv1.2', []],
    ['TLSv1.3', []],
  ])('takes a process whose lowest version is %s for %j', (lowestVersion, names) => {
    const variables = new VariableReader({});
    refuseWeakTls(variables, lowestVersion);
    expect(variables.problems().map(({ name }) => name)).toEqual(names);
  });
});
