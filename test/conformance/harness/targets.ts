import { BedrockClient, CreateInferenceProfileCommand } from '@aws-sdk/client-bedrock';
import { startSystem, type System } from '../../support/system.js';
import { APPLICATION_PROFILE } from '../cases/model-ids.js';
import { ROUTE_PREFIXES, type RoutePrefix } from '../matrix/tally.js';
import type { Target } from './conformance-client.js';

/** In the form of Bedrock's own long-term keys. */
const BEDROCK_API_KEY = 'ABSKconformance-key-of-the-stand-in';

/** A store that a busy machine slows down must not refuse calls: the audit record is not what is compared here. */
const CALM_AUDIT = { GATEWAY_AUDIT_MODE: 'available' };

/** Bedrock itself, and the paths of the gateway to it. */
export interface Targets {
  readonly direct: Target;
  readonly byPrefix: ReadonlyMap<RoutePrefix, Target>;
}

/** Starts the gateway and a stand-in that has everything that the cases ask for. */
export async function startConformanceSystem(): Promise<System> {
  const system = await startSystem({
    env: CALM_AUDIT,
    sandbox: { bedrockApiKey: BEDROCK_API_KEY },
    deployed: { pathPrefix: 'stage', concurrency: 4 },
  });
  await createApplicationProfile(system.sandbox.urls.internet);
  return system;
}

/** Everything that a case is run against. Bedrock is the stand-in, under its own API key. */
export async function targetsOf(system: System): Promise<Targets> {
  const { url, sandbox } = system;
  const grant = await system.token();
  const viaGateway = ROUTE_PREFIXES.map((prefix) => [prefix, { endpoint: `${url}${prefix}`, token: grant }] as const);
  return {
    direct: { endpoint: sandbox.urls.internet, token: BEDROCK_API_KEY },
    byPrefix: new Map(viaGateway),
  };
}

async function createApplicationProfile(endpoint: string): Promise<void> {
  const token = { token: BEDROCK_API_KEY };
  const client = new BedrockClient({ endpoint, region: 'us-east-1', token, authSchemePreference: ['httpBearerAuth'] });
  const { name, copyFrom, arn } = APPLICATION_PROFILE;
  const command = new CreateInferenceProfileCommand({ inferenceProfileName: name, modelSource: { copyFrom } });
  const { inferenceProfileArn } = await client.send(command);
  client.destroy();
  if (inferenceProfileArn !== arn) throw new Error(`The application profile is ${inferenceProfileArn}, not ${arn}`);
}
