import { isLoopback, parseEndpoint } from './parse-endpoint.js';
import { flag, matching, oneOf, wholeNumber } from './parse-value.js';
import type { VariableReader } from './variable-reader.js';

/** Where the audit records go. */
export interface AuditConfig {
  readonly tableName: string;
  /** `strict`: no record, no request. `available`: a record that the table does not take is spilled to the log. */
  readonly mode: 'strict' | 'available';
  readonly ttlDays: number;
  /** Create the table if it is missing: for the sandbox, against a stand-in on this machine only. */
  readonly createTable: boolean;
  /** The SDKs' own `AWS_ENDPOINT_URL_DYNAMODB`, else `AWS_ENDPOINT_URL`; without either, the region's own. */
  readonly dynamodbEndpoint?: string;
}

/** Source: DynamoDB developer guide, naming rules. */
const TABLE_NAME = /^[A-Za-z0-9_.-]{3,255}$/;

const AUDIT_TABLE = 'cross-partition-requests';

const MOST_TTL_DAYS = 3_650;

/** The name of a table, for any of them. */
export const tableName = matching(TABLE_NAME, 'the name of a table');

/** Reads the `GATEWAY_AUDIT_*` variables and the SDK's address of DynamoDB. */
export function readAudit(variables: VariableReader): AuditConfig {
  const ownEndpoint = variables.ofSdk('AWS_ENDPOINT_URL_DYNAMODB', parseEndpoint);
  // Whether that one may be used is told once, for every service that it stands for.
  const dynamodbEndpoint = ownEndpoint ?? variables.ofSdk('AWS_ENDPOINT_URL', (text) => text);
  return {
    tableName: variables.withDefault('GATEWAY_AUDIT_TABLE', tableName, AUDIT_TABLE),
    mode: variables.withDefault('GATEWAY_AUDIT_MODE', oneOf(['strict', 'available']), 'strict'),
    ttlDays: variables.withDefault('GATEWAY_AUDIT_TTL_DAYS', wholeNumber(1, MOST_TTL_DAYS), 30),
    createTable: readCreateTable(variables, ownEndpoint),
    ...(dynamodbEndpoint !== undefined && { dynamodbEndpoint }),
  };
}

/** Never the audit table: whoever revokes tokens must not be able to write there. */
export function readRevocationTable(variables: VariableReader): string | undefined {
  const name = variables.optional('GATEWAY_REVOCATION_TABLE', tableName);
  const auditTable = variables.optional('GATEWAY_AUDIT_TABLE', (text) => text) ?? AUDIT_TABLE;
  if (name !== auditTable) return name;
  return variables.report('GATEWAY_REVOCATION_TABLE', 'must not be the audit table');
}

/** A real table has keys, backups and a TTL that only the template gives it: it must never appear by accident. */
function readCreateTable(variables: VariableReader, ownEndpoint: string | undefined): boolean {
  const wanted = variables.withDefault('GATEWAY_AUDIT_CREATE_TABLE', flag, false);
  const local = ownEndpoint !== undefined && isLoopback(new URL(ownEndpoint));
  if (wanted && !local) {
    variables.report('GATEWAY_AUDIT_CREATE_TABLE', 'needs AWS_ENDPOINT_URL_DYNAMODB to be a loopback address');
  }
  return wanted;
}
