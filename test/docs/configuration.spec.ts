import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadGatewayConfig } from '../../apps/gateway/src/config/gateway-config.js';

/** The names that the gateway looks up in an environment where none is set. */
function variablesRead(): ReadonlySet<string> {
  const names = new Set<string>();
  const note = (_: object, name: string | symbol): undefined => void names.add(String(name));
  loadGatewayConfig(new Proxy({}, { get: note }));
  return new Set([...names].filter((name) => name.startsWith('GATEWAY_')));
}

it('docs/configuration.md names the variables that the gateway reads, and no others', () => {
  const documented = readFileSync('docs/configuration.md', 'utf8').match(/(?<=`)GATEWAY_[A-Z_]+(?=[`=])/g);

  expect(new Set(documented)).toEqual(variablesRead());
});
