import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SecretsManagerSecretReader } from '@app/bedrock';
import { readPeerEvent, startDeadline } from '@app/routing';
import type { Authorizer } from '../../apps/gateway/src/authorizer/authorizer.js';
import { startAuthorizer } from '../../apps/gateway/src/authorizer/start-authorizer.js';
import { loadAuthorizerConfig } from '../../apps/gateway/src/config/gateway-config.js';
import { PeerCalls } from '../../apps/gateway/src/peer/peer-calls.js';
import { authorizerEvent, INVOCATION } from '../../apps/gateway/src/testing/authorizer-event.js';
import type { System } from '../support/system.js';
import { AUDIENCE, ISSUER, KEY_SET_ISSUER } from './attack-kit.js';

/** What is said to a caller who is not let in; ids and times left out, as they are never the same. */
export type Refusal = Readonly<Record<string, unknown>>;

/** One way in. Undefined for a token that this way cannot carry. */
export type Door = (token: string) => Promise<Refusal | undefined>;

/** The variables that make a gateway take the tokens of a kit. */
export const TOKEN_ENV = {
  GATEWAY_TOKEN_JWKS_SECRET_ID: 'token-key-set',
  GATEWAY_TOKEN_ISSUER: ISSUER,
  GATEWAY_TOKEN_JWKS_ISSUER: KEY_SET_ISSUER,
  GATEWAY_TOKEN_AUDIENCE: AUDIENCE,
};

/** What no HTTP client sends in a header, and blanks around it: those belong to the header, not to the token. */
const NOT_IN_HEADERS = /[^\t\x20-\x7e\x80-\xff]|^\s|\s$/;

/** Through the guard, over HTTP. */
export function guardOf(system: System): Door {
  return async (token) => {
    if (NOT_IN_HEADERS.test(token)) return undefined;
    const answer = await fetch(`${system.url}/status`, { headers: { authorization: `Bearer ${token}` } });
    const { requestId: _id, timestamp: _time, ...body } = (await answer.json()) as Record<string, unknown>;
    const names = [...answer.headers.keys()].toSorted();
    return { status: answer.status, challenge: answer.headers.get('www-authenticate'), names, body };
  };
}

/** Through the Lambda authorizer, as API Gateway asks it. */
export async function authorizerOf(env: Readonly<Record<string, string>>): Promise<Door> {
  const { tokens } = loadAuthorizerConfig(env);
  const authorizer: Authorizer = await startAuthorizer(tokens, new SecretsManagerSecretReader());
  return async (token) => {
    if (NOT_IN_HEADERS.test(token)) return undefined;
    const answer: unknown = await authorizer
      .authorize(authorizerEvent(`Bearer ${token}`), INVOCATION)
      .catch((error: unknown) => error);
    return answer instanceof Error ? { name: answer.name, message: answer.message } : { policy: answer };
  };
}

/** Through the sibling function, whose caller claims to have verified the token. */
export function peerOf({ app }: System): Door {
  const peers = app.get(PeerCalls, { strict: false });
  return async (callerToken) => {
    const call = { operation: 'InvokeModel', modelId: 'amazon.nova-lite-v1:0', headers: {}, body: '{}' };
    const facts = { route: 'vpn', dataClass: 'cui', requestId: 'r-1', hasNextRoute: false, timeoutMs: 5_000, call };
    const event = readPeerEvent({ peerCall: { version: 1, callerToken, ...facts } });
    if (event === undefined) return undefined;
    using deadline = startDeadline(5_000, new AbortController().signal);
    const { head } = await peers.answer(event, deadline);
    return JSON.parse(head.subarray(0, -8).toString()) as Refusal;
  };
}

/** A server that nobody may ever connect to. */
export async function startTrap(): Promise<AsyncDisposable & { readonly url: string; readonly connections: number }> {
  let connections = 0;
  const server = createServer().on('connection', () => (connections += 1));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get connections() {
      return connections;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
