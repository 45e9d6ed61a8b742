import { createHash } from 'node:crypto';
import type { FunctionDefinition } from './function-definition.js';

/** What a function's process is told besides what its template says. */
export interface ProcessFacts {
  readonly environmentId: string;
  /** `host:port` of the environment's own Runtime API. */
  readonly runtimeApi: string;
  readonly region: string;
  /** Where the AWS SDK finds Lambda: what DNS says elsewhere. */
  readonly lambdaUrl: string;
}

/**
 * A template may not set these; the names are those of Lambda's own error when one does.
 * Source: Lambda developer guide, "Defined runtime environment variables", reserved.
 */
const RESERVED: ReadonlySet<string> = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);

/** Refuses a definition that Lambda would refuse. @throws Error when the template sets a reserved variable */
export function expectNoReserved({ name, environment = {} }: FunctionDefinition): void {
  const reserved = Object.keys(environment).filter((variable) => RESERVED.has(variable));
  if (reserved.length > 0) throw new Error(`Lambda reserves ${reserved.join(', ')}, which ${name} sets`);
}

/** The whole environment of a function's process: nothing of this machine's but PATH. */
export function variablesOf(definition: FunctionDefinition, facts: ProcessFacts): Record<string, string> {
  const { name, folder, handler, memoryMb = 128, environment = {} } = definition;
  return {
    PATH: process.env['PATH'] ?? '',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    AWS_ENDPOINT_URL_LAMBDA: facts.lambdaUrl,
    ...environment,
    _HANDLER: handler,
    LAMBDA_TASK_ROOT: folder,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `2026/01/01/[$LATEST]${facts.environmentId}`,
    AWS_LAMBDA_RUNTIME_API: facts.runtimeApi,
    AWS_REGION: facts.region,
    AWS_DEFAULT_REGION: facts.region,
    ...credentialsOf(name),
  };
}

/** The credentials of a function's role: made from its name, so that a caller can be told by them. */
export function credentialsOf(name: string): {
  AWS_ACCESS_KEY_ID: string;
  AWS_SECRET_ACCESS_KEY: string;
  AWS_SESSION_TOKEN: string;
} {
  const digest = createHash('sha256').update(name).digest('hex');
  return {
    AWS_ACCESS_KEY_ID: `ASIA${digest.slice(0, 16).toUpperCase()}`,
    AWS_SECRET_ACCESS_KEY: digest.slice(16, 56),
    AWS_SESSION_TOKEN: `session-of-${name}`,
  };
}
