import { writeFile } from 'node:fs/promises';
import { CtlError } from '../ctl.error.js';
import type { Run } from '../verb.js';
import { chooseConnection, readConnections } from './read-connections.js';
import { readDocument } from './read-document.js';
import { readGatewayConfiguration } from './read-gateway-configuration.js';
import { renderAppliance } from './render-appliance.js';

/** Options of `vpn config`. */
export interface ConfigOptions {
  readonly connection?: string;
  readonly withKeys?: boolean;
  readonly out?: string;
}

/** `ctl vpn config`: the appliance's side of one connection. Keys go to a file of its owner's alone, and nowhere else. */
export async function writeConfig(run: Run<ConfigOptions>): Promise<void> {
  const { options, print } = run;
  const { withKeys = false, out } = options;
  if (withKeys && out === undefined) {
    throw new CtlError('usage', 'Keys are not printed: --with-keys needs --out', 'the same with --out tunnels.conf');
  }
  const connection = chooseConnection(readConnections(await readDocument(run)), options.connection);
  if (connection.customerGatewayConfiguration === undefined) {
    const next = 'ask AWS with a role that may read it; the appliance reads its keys from its own secret in any case';
    throw new CtlError('failed', `Connection ${connection.id} comes without a CustomerGatewayConfiguration`, next);
  }
  const tunnels = readGatewayConfiguration(connection.customerGatewayConfiguration);
  // The XML lists them in any order, too; the first one is the one with the lower inside network, here as there.
  const order = connection.tunnels.map(({ outsideAddress }) => outsideAddress);
  const sorted = tunnels.toSorted(
    (one, other) => order.indexOf(one.outsideAddress) - order.indexOf(other.outsideAddress),
  );
  const text = renderAppliance(connection, sorted, withKeys);
  const facts = { connection: connection.id, withKeys };
  if (out === undefined) return print({ ...facts, config: text }, text);
  await writePrivately(out, text);
  await print({ ...facts, out }, `${out} is written${withKeys ? ', with the keys: for its owner alone' : ''}\n`);
}

async function writePrivately(path: string, text: string): Promise<void> {
  try {
    // Never into a file that is there: it may be readable by others.
    await writeFile(path, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw new CtlError('failed', 'The file cannot be written, or is there already', 'another name for --out', error);
  }
}
