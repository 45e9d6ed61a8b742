import { createHmac, randomUUID } from 'node:crypto';
import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';

/** The longest that the gateway takes: longer than any run. */
const LIFETIME_S = 3_600;

/** What each caller may do: enough for what is asked, and no more. */
const GRANT = {
  permissions: ['bedrock:invoke', 'bedrock:invoke-stream'],
  routes: ['internet'],
  models: ['anthropic.claude-*'],
  classifications: ['public', 'internal'],
};

/** Tokens of any number of callers, by their numbers; each is made once. */
export type TokenOf = (caller: number) => string;

/** Signs tokens with the secret that the gateway reads. @throws if the sandbox has none. */
export async function tokensFor(sandbox: Sandbox): Promise<TokenOf> {
  const text = (await sandbox.readSecret('bearer-token-secret')) ?? '{}';
  const { secret, kid } = JSON.parse(text) as { readonly secret?: string; readonly kid?: string };
  if (secret === undefined || kid === undefined) throw new Error('The sandbox has no token secret');
  const made = new Map<number, string>();
  return (caller) => {
    const token = made.get(caller) ?? sign({ alg: 'HS256', typ: 'JWT', kid }, claimsOf(caller), secret);
    made.set(caller, token);
    return token;
  };
}

function claimsOf(caller: number): object {
  const iat = Math.floor(Date.now() / 1_000);
  return { sub: `caller-${caller}`, iat, exp: iat + LIFETIME_S, jti: randomUUID(), ...GRANT };
}

/** By hand: whoever asks for requests wants them at once, and jose makes promises. Source: RFC 7515, section 3.1. */
function sign(header: object, claims: object, secret: string): string {
  const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
