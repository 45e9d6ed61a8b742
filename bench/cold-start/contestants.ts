import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { REPOSITORY } from '../../tools/lambda-artifact/artifact.ts';
import { bundleEntry } from '../../tools/lambda-artifact/bundle-entry.ts';
import type { Contestant } from '../lambda/function-process.ts';

const DIST = join(REPOSITORY, 'dist');

/** What every function has in its environment. */
const ROLE = { AWS_REGION: 'us-gov-west-1', AWS_ACCESS_KEY_ID: 'sandbox', AWS_SECRET_ACCESS_KEY: 'sandbox' };

/** Where functions find AWS. */
export interface Surroundings {
  readonly secretsManager: string;
  readonly dynamodb: string;
  /** Bedrock's runtime. */
  readonly bedrock: string;
  /** Bedrock's control plane. */
  readonly control: string;
}

/** Everything in the sandbox. */
export function inSandbox({ urls }: Sandbox): Surroundings {
  const { secretsManager, dynamodb, internet } = urls;
  return { secretsManager, dynamodb, bedrock: internet, control: internet };
}

/** The least that streams from Bedrock: AWS's client and a handler, bundled as the gateway is. */
export async function bareHandler(surroundings?: Surroundings): Promise<Contestant> {
  const folder = join(DIST, 'bench/bare-handler');
  mkdirSync(folder, { recursive: true });
  const { outputFiles } = await bundleEntry('bench/cold-start/bare-handler.js', join(folder, 'bare-handler.mjs'));
  for (const { path, contents } of outputFiles) writeFileSync(path, contents);
  const environment = { ...ROLE, ...(surroundings && { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: surroundings.bedrock }) };
  return { name: 'bare handler', folder, handler: 'bare-handler.handler', environment };
}

/** The built gateway as it is deployed: attached to the internet, with a sibling for the other route. */
export function gateway(surroundings: Surroundings, folder = join(DIST, 'lambda/gateway')): Contestant {
  const environment = {
    ...ROLE,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: surroundings.secretsManager,
    AWS_ENDPOINT_URL_DYNAMODB: surroundings.dynamodb,
    GATEWAY_ATTACHMENT: 'internet',
    GATEWAY_PEER_FUNCTION: 'dual-routing-gateway-vpn',
    GATEWAY_INTERNET_ENDPOINT: surroundings.bedrock,
    GATEWAY_INTERNET_CONTROL_ENDPOINT: surroundings.control,
  };
  return { name: 'gateway', folder, handler: 'lambda.streamHandler', environment };
}

/** The built authorizer. */
export function authorizer({ secretsManager }: Surroundings, folder = join(DIST, 'lambda/authorizer')): Contestant {
  const environment = { ...ROLE, AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager };
  return { name: 'authorizer', folder, handler: 'authorizer.handler', environment };
}
