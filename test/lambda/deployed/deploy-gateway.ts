import { fileURLToPath } from 'node:url';
import { CreateTableCommand, DynamoDBClient, type CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { Sandbox } from '../../../apps/sandbox/src/sandbox.js';
import { readTemplate } from '../../support/cloudformation/read-template.js';
import { TemplateResolver } from '../../support/cloudformation/resolve.js';
import { readApiDefinition } from '../emulator/api-gateway/read-api-definition.js';
import {
  EMULATED_API_ID,
  startApiGateway,
  type ApiGateway,
  type ApiGatewayOptions,
} from '../emulator/api-gateway/start-api-gateway.js';
import type { FunctionDefinition } from '../emulator/function/function-definition.js';
import type { LambdaFunction } from '../emulator/function/lambda-function.js';
import { startLambda, type Lambda } from '../emulator/function/start-lambda.js';
import { readFunctions } from '../emulator/template/read-functions.js';
import type { TransferMode } from './exclusions.js';
import { movedClockEnvironment } from './moved-clock.js';

/** What a test may want otherwise. */
export interface DeployOptions extends Pick<ApiGatewayOptions, 'now' | 'pathEncoding' | 'pathPrefix'> {
  readonly mode?: TransferMode;
  /** Values of the template's parameters. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** `GATEWAY_*` variables of both gateway functions, in place of the template's; undefined unsets one. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Processes of each function. */
  readonly concurrency?: number;
  /** What becomes of a request more than that. Default: it waits, which Lambda has nobody do. */
  readonly whenBusy?: FunctionDefinition['whenBusy'];
  /** Stops each process between its invocations, as Lambda does. */
  readonly freeze?: boolean;
}

/** The GovCloud side as the template deploys it, on this machine. */
export interface DeployedGateway extends AsyncDisposable {
  /** With the stage. */
  readonly url: string;
  readonly api: ApiGateway;
  readonly lambda: Lambda;
  readonly functions: readonly LambdaFunction[];
  readonly auditTable: string;
  /** Resolves when no process is at work for any invocation so far: every record has landed then. */
  settled(): Promise<void>;
}

const FOLDER = fileURLToPath(new URL('../../../infra/govcloud', import.meta.url));

/** Read once: it is long, and there are many deployments. */
let template: ReturnType<typeof readTemplate> | undefined;

/** What has no default, and what makes both routes deployable: both ends of the VPN. Nothing of it is called. */
const REQUIRED = {
  DynamoDbPrefixListId: 'pl-0123456789abcdef0',
  ApplianceAddressA: '198.51.100.1',
  ApplianceAddressB: '198.51.100.2',
  BedrockRuntimeEndpoint: 'https://vpce-0.bedrock-runtime.us-east-1.vpce.amazonaws.com',
  BedrockControlEndpoint: 'https://vpce-1.bedrock.us-east-1.vpce.amazonaws.com',
};

/** What `Ref` gives for the resources whose names the stand-ins know. */
const NAMES = {
  AuditTable: 'cross-partition-requests',
  RevocationTable: 'revoked-tokens',
  TrafficTable: 'cross-partition-traffic',
  UsageTable: 'cross-partition-usage',
  CommercialCredentialsSecret: 'cross-partition-commercial-creds',
  TokenSecret: 'bearer-token-secret',
  Api: EMULATED_API_ID,
};

/**
 * Deploys the GovCloud template over a sandbox: the built artifact under AWS's own runtime client, behind API Gateway.
 * Everything is read from the template; only the addresses of AWS are the sandbox's.
 */
export async function deployGateway(sandbox: Sandbox, options: DeployOptions = {}): Promise<DeployedGateway> {
  const {
    mode = 'STREAM',
    env = {},
    concurrency = 4,
    whenBusy = 'wait',
    freeze = false,
    parameters,
    ...ofApi
  } = options;
  template ??= readTemplate(`${FOLDER}/template.yaml`);
  const values = { ...REQUIRED, ResponseTransferMode: mode, ...parameters };
  const { resources } = new TemplateResolver(await template, { parameters: values, values: NAMES });
  for (const name of ['AuditTable', 'RevocationTable', 'TrafficTable', 'UsageTable'] as const) {
    const definition = resources[name]?.properties as unknown as CreateTableCommandInput;
    await createTable(sandbox, { ...definition, TableName: NAMES[name] });
  }
  const definitions = readFunctions(resources, FOLDER).map((one) => pointAtSandbox(one, sandbox, env));
  const lambda = await startLambda({
    functions: definitions.map((one) => ({ ...one, reservedConcurrency: concurrency, whenBusy, freeze })),
  });
  const functions = definitions.map(({ name }) => lambda.function(name));
  const api = await startApiGateway({ definition: readApiDefinition(resources, 'Api'), lambda, ...ofApi });
  return {
    url: api.url,
    api,
    lambda,
    functions,
    auditTable: env['GATEWAY_AUDIT_TABLE'] ?? NAMES.AuditTable,
    settled: async () => {
      await Promise.all(functions.flatMap(({ invocations }) => invocations.map(({ settled }) => settled)));
    },
    [Symbol.asyncDispose]: async () => {
      await api[Symbol.asyncDispose]();
      await lambda[Symbol.asyncDispose]();
    },
  };
}

/** One of the template's own tables, without what only a real one has. A second gateway of the same sandbox finds it there. */
async function createTable({ urls }: Sandbox, definition: CreateTableCommandInput): Promise<void> {
  const { TableName, BillingMode, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = definition;
  const credentials = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' };
  const client = new DynamoDBClient({ endpoint: urls.dynamodb, region: 'us-gov-west-1', credentials });
  const table = { TableName, BillingMode, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes };
  try {
    await client.send(new CreateTableCommand(table));
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ResourceInUseException')) throw error;
  } finally {
    client.destroy();
  }
}

function pointAtSandbox(
  definition: FunctionDefinition,
  { urls }: Sandbox,
  env: Readonly<Record<string, string | undefined>>,
): FunctionDefinition {
  const isGateway = Object.hasOwn(definition.environment ?? {}, 'GATEWAY_ATTACHMENT');
  const ofAws = { AWS_ENDPOINT_URL_SECRETS_MANAGER: urls.secretsManager, AWS_ENDPOINT_URL_DYNAMODB: urls.dynamodb };
  const ofBedrock = {
    GATEWAY_INTERNET_ENDPOINT: urls.internet,
    GATEWAY_INTERNET_CONTROL_ENDPOINT: urls.internet,
    GATEWAY_VPN_ENDPOINT: urls.vpn,
    GATEWAY_VPN_CONTROL_ENDPOINT: urls.vpn,
  };
  const wanted = Object.entries(env).filter(([name]) => isGateway || name.startsWith('GATEWAY_TOKEN_'));
  const all = { ...definition.environment, ...ofAws, ...(isGateway && ofBedrock), ...Object.fromEntries(wanted) };
  const set = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    ...definition,
    environment: { ...Object.fromEntries(set), ...movedClockEnvironment(definition.environment?.['NODE_OPTIONS']) },
  };
}
