import { CtlError } from '../ctl.error.js';
import type { Exit } from '../exit-codes.js';
import { layoutTable } from '../terminal/layout-table.js';
import { harmless } from '../terminal/terminal.js';
import type { Run } from '../verb.js';
import { chooseConnection, readConnections } from './read-connections.js';
import { readDocument } from './read-document.js';
import { readGatewayConfiguration } from './read-gateway-configuration.js';
import { validateConnection, type VpnFinding } from './validate-connection.js';
import type { VpnConnection } from './vpn-connection.js';

/** Options of `vpn validate`. */
export interface ValidateOptions {
  readonly connection?: string;
}

/** `ctl vpn validate`: what AWS was told, held against what the appliance offers. */
export async function showValidation(run: Run<ValidateOptions>): Promise<Exit> {
  const connection = chooseConnection(readConnections(await readDocument(run)), run.options.connection);
  const findings = [...validateConnection(connection), ...validateKeys(connection)];
  const failed = findings.filter(({ state }) => state === 'failed');
  await run.print({ connection: connection.id, findings }, render(connection.id, findings, failed));
  return failed.length === 0 ? 'done' : 'failed';
}

/** Whether there is a key of the right form for each tunnel, without a word about any. */
function validateKeys({ customerGatewayConfiguration, tunnels }: VpnConnection): readonly VpnFinding[] {
  if (customerGatewayConfiguration === undefined) return [];
  const wanted = 'one for each tunnel';
  const finding = { of: 'connection', check: 'keys', wanted };
  try {
    const addresses = new Set(
      readGatewayConfiguration(customerGatewayConfiguration).map(({ outsideAddress }) => outsideAddress),
    );
    const isEach = tunnels.every(({ outsideAddress }) => addresses.has(outsideAddress));
    return [{ ...finding, state: isEach ? 'ok' : 'failed', found: isEach ? wanted : 'for other tunnels' }];
  } catch (error) {
    if (!(error instanceof CtlError)) throw error;
    return [{ ...finding, state: 'failed', found: 'none that can be read' }];
  }
}

function render(id: string, findings: readonly VpnFinding[], failed: readonly VpnFinding[]): string {
  if (failed.length === 0) return `${id}: ${findings.length} checks, all as the appliance has it\n`;
  const rows = failed.map(({ of, check, found, wanted }) => [of, check, found, wanted]);
  const table = layoutTable([['', 'check', 'found', 'wanted'], ...rows]);
  return harmless(
    `${table}${id}: ${failed.length} of ${findings.length} checks failed; infra/govcloud/vpn-connection.yaml sets what is wanted\n`,
  );
}
