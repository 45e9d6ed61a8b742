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
  /** The SDK's own `AWS_ENDPOINT_URL_DYNAMODB`, for information: the SDK reads it for itself. */
  readonly dynamodbEndpoint?: string;
}

/** Source: DynamoDB developer guide, naming rules. */
const TABLE_NAME = /^[A-Za-z0-9_.-]{3,255}$/;

const MOST_TTL_DAYS = 3_650;

/** Reads the `GATEWAY_AUDIT_*` variables and the SDK's address of DynamoDB. */
export function readAudit(variables: VariableReader): AuditConfig {
  const dynamodbEndpoint = variables.ofSdk('AWS_ENDPOINT_URL_DYNAMODB', parseEndpoint);
  const tableName = matching(TABLE_NAME, 'the name of a table');
  return {
    tableName: variables.withDefault('GATEWAY_AUDIT_TABLE', tableName, 'cross-partition-requests'),
    mode: variables.withDefault('GATEWAY_AUDIT_MODE', oneOf(['strict', 'available']), 'strict'),
    ttlDays: variables.withDefault('GATEWAY_AUDIT_TTL_DAYS', wholeNumber(1, MOST_TTL_DAYS), 30),
    createTable: readCreateTable(variables, dynamodbEndpoint),
    ...(dynamodbEndpoint !== undefined && { dynamodbEndpoint }),
  };
}

/** A real table has keys, backups and a TTL that only the template gives it: it must never appear by accident. */
function readCreateTable(variables: VariableReader, dynamodbEndpoint: string | undefined): boolean {
  const wanted = variables.withDefault('GATEWAY_AUDIT_CREATE_TABLE', flag, false);
  const local = dynamodbEndpoint !== undefined && isLoopback(new URL(dynamodbEndpoint));
  if (wanted && !local) {
    variables.report('GATEWAY_AUDIT_CREATE_TABLE', 'needs AWS_ENDPOINT_URL_DYNAMODB to be a loopback address');
  }
  return wanted;
}
