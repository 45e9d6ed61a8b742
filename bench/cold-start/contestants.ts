import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { REPOSITORY } from '../../tools/lambda-artifact/artifact.ts';
import { bundleEntry } from '../../tools/lambda-artifact/bundle-entry.ts';
import type { Contestant } from './cold-starts.ts';

const DIST = join(REPOSITORY, 'dist');

/** What every function has in its environment. */
const ROLE = { AWS_REGION: 'us-gov-west-1', AWS_ACCESS_KEY_ID: 'sandbox', AWS_SECRET_ACCESS_KEY: 'sandbox' };

/** The least that streams from Bedrock: AWS's client and a handler, bundled as the gateway is. */
export async function bareHandler(): Promise<Contestant> {
  const folder = join(DIST, 'bench/bare-handler');
  mkdirSync(folder, { recursive: true });
  const { outputFiles } = await bundleEntry('bench/cold-start/bare-handler.js', join(folder, 'bare-handler.mjs'));
  for (const { path, contents } of outputFiles) writeFileSync(path, contents);
  return { name: 'bare handler', folder, handler: 'bare-handler.handler', environment: ROLE };
}

/** The built gateway as it is deployed: attached to the internet, with a sibling for the other route. */
export function gateway({ urls }: Sandbox, folder = join(DIST, 'lambda/gateway')): Contestant {
  const environment = {
    ...ROLE,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: urls.secretsManager,
    AWS_ENDPOINT_URL_DYNAMODB: urls.dynamodb,
    GATEWAY_ATTACHMENT: 'internet',
    GATEWAY_PEER_FUNCTION: 'dual-routing-gateway-vpn',
    GATEWAY_INTERNET_ENDPOINT: urls.internet,
    GATEWAY_INTERNET_CONTROL_ENDPOINT: urls.internet,
  };
  return { name: 'gateway', folder, handler: 'lambda.streamHandler', environment };
}

/** The built authorizer. */
export function authorizer({ urls }: Sandbox, folder = join(DIST, 'lambda/authorizer')): Contestant {
  const environment = { ...ROLE, AWS_ENDPOINT_URL_SECRETS_MANAGER: urls.secretsManager };
  return { name: 'authorizer', folder, handler: 'authorizer.handler', environment };
}
