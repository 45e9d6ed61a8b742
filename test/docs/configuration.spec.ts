import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadCtlConfig, loadGatewayConfig, loadRotationConfig } from '../../apps/gateway/src/config/gateway-config.js';

/** The names that the gateway and rotations look up in an environment where none is set. */
function variablesRead(): ReadonlySet<string> {
  const names = new Set<string>();
  const note = (_: object, name: string | symbol): undefined => void names.add(String(name));
  const env = new Proxy({}, { get: note });
  loadGatewayConfig(env);
  loadRotationConfig(env);
  return new Set([...names].filter((name) => name.startsWith('GATEWAY_')));
}

it('docs/configuration.md names the variables that the gateway and rotations read, and no others', () => {
  const documented = readFileSync('docs/configuration.md', 'utf8').match(/(?<=`)GATEWAY_[A-Z_]+(?=[`=])/g);

  expect(new Set(documented)).toEqual(variablesRead());
});

it("docs/configuration.md names the variables of the operator's command line, and no others", () => {
  const documented = readFileSync('docs/configuration.md', 'utf8').match(/(?<=^\| `)CTL_[A-Z_]+(?=`)/gm);
  for (const name of documented ?? []) {
    // Nothing is a value of all of them: the complaint shows that somebody has read it.
    const read = (): unknown => loadCtlConfig({ [name]: '' });
    expect(read).toThrow(`${name} is set but empty`);
  }
  expect(documented).toEqual(['CTL_GATEWAY_URL', 'CTL_TOKEN', 'CTL_MODEL', 'CTL_SLOW_AFTER_MS']);
});
