import { bedrockPath, type Contestant } from './contestant.ts';
import { toRequest } from './to-request.ts';

/** Nobody in between: what the upstream itself takes, and what is measured against it. */
export function startDirect(upstreamPort: number): Promise<Contestant> {
  return Promise.resolve({
    name: 'direct',
    port: upstreamPort,
    pid: process.pid,
    requestTo: (kind, body) => toRequest(bedrockPath(kind), {}, body),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
}
