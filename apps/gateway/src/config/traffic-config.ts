import { tableName } from './audit-config.js';
import type { VariableReader } from './variable-reader.js';

/** Reads the name of the table with the operator's split of `auto`. It never shares a table with anything else. */
export function readTrafficTable(
  variables: VariableReader,
  otherTables: readonly (string | undefined)[],
): string | undefined {
  const trafficTable = variables.optional('GATEWAY_TRAFFIC_TABLE', tableName);
  if (trafficTable === undefined || !otherTables.includes(trafficTable)) return trafficTable;
  return variables.report('GATEWAY_TRAFFIC_TABLE', 'must not be the table of anything else');
}
