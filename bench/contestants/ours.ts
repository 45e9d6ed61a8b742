import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startBuiltSandbox } from '../cold-start/sandbox.ts';
import { REPOSITORY } from '../../tools/lambda-artifact/artifact.ts';
import { tokensFor, type TokenOf } from './caller-tokens.ts';
import { bedrockPath, type Contestant } from './contestant.ts';
import { startProcess } from './start-process.ts';
import { toRequest } from './to-request.ts';

const ENTRY = 'apps/gateway/dist/main.js';
const WITHOUT_AUDIT = new URL('without-audit.ts', import.meta.url).href;

/**
 * Starts the built gateway as `npm run start:gateway` does, with everything on that a deployment has on: tokens are
 * verified, grants are checked, and nothing goes to the upstream before its audit record is in the store.
 *
 * @param storePort where the store of the audit answers.
 */
export function startOurs(upstreamPort: number, storePort: number): Promise<Contestant> {
  return start('ours', upstreamPort, { flags: [], storePort });
}

/** Starts the same gateway, whose audit records go nowhere; everything else is on. */
export function startOursWithoutAudit(upstreamPort: number): Promise<Contestant> {
  // Nobody is asked: the gateway only has to be told an address.
  return start('ours-without-audit', upstreamPort, { flags: ['--import', WITHOUT_AUDIT], storePort: upstreamPort });
}

async function start(
  name: string,
  upstreamPort: number,
  { flags, storePort }: { readonly flags: readonly string[]; readonly storePort: number },
): Promise<Contestant> {
  await using parts = new AsyncDisposableStack();
  const sandbox = parts.use(await startBuiltSandbox());
  const requestTo = requestsOf(await tokensFor(sandbox));
  const upstream = `http://127.0.0.1:${upstreamPort}`;
  const { port, pid } = parts.use(
    await startProcess({
      name,
      wordsFor: () => [...flagsOfStart(), ...flags, fileURLToPath(new URL(ENTRY, `file://${REPOSITORY}`))],
      environment: {
        AWS_REGION: 'us-gov-west-1',
        AWS_ACCESS_KEY_ID: 'sandbox',
        AWS_SECRET_ACCESS_KEY: 'sandbox',
        AWS_ENDPOINT_URL_SECRETS_MANAGER: sandbox.urls.secretsManager,
        AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${storePort}`,
        // A thousand streams at a time are among what is measured.
        GATEWAY_MAX_IN_FLIGHT: '1100',
        GATEWAY_INTERNET_ENDPOINT: upstream,
        GATEWAY_INTERNET_CONTROL_ENDPOINT: upstream,
      },
      firstRequest: requestTo('converse', Buffer.from('{"messages":[]}')),
    }),
  );
  const all = parts.move();
  return { name, port, pid, requestTo, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** By the route over the internet, in Bedrock's own language. */
function requestsOf(tokenOf: TokenOf): Contestant['requestTo'] {
  return (kind, body, caller = 0) => {
    const accept = kind === 'converse' ? 'application/json' : 'application/vnd.amazon.eventstream';
    const fields = { Accept: accept, Authorization: `Bearer ${tokenOf(caller)}` };
    return toRequest(`/internet${bedrockPath(kind)}`, fields, body);
  };
}

/** What `npm run start:gateway` gives to Node. */
function flagsOfStart(): readonly string[] {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { scripts } = JSON.parse(manifest) as { readonly scripts: Readonly<Record<string, string>> };
  return (scripts['start:gateway'] ?? '').split(' ').filter((word) => word.startsWith('--'));
}
