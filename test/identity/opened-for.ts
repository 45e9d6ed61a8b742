import type { OpenedSession } from '../../apps/sandbox/src/identity/commercial-sts.js';
import type { Identity } from '../../apps/sandbox/src/identity/start-identity.js';
import { HELLO } from '../support/models.js';
import { post } from '../support/post.js';
import type { System } from '../support/system.js';

/** What the gateway's own sessions are called. */
export const OWN_SESSION = 'dual-routing-gateway';

/** Sessions of callers, without those of the gateway's own probes. */
export function openedFor(identity: Identity, route: 'internet' | 'vpn'): OpenedSession[] {
  return identity.opened(route).filter(({ sessionName }) => sessionName !== OWN_SESSION);
}

/** Asks for an answer as somebody, on the internet route if nothing else is said. */
export async function askAs(system: System, subject: string, prefix = '/internet', tenant?: string): Promise<Response> {
  const token = await system.token({ subject, ...(tenant !== undefined && { tenant }) });
  return post(system, `${prefix}/bedrock/invoke`, HELLO, { token });
}
