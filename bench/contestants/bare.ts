import { fileURLToPath } from 'node:url';
import { bedrockPath, type Contestant } from './contestant.ts';
import { startProcess } from './start-process.ts';
import { toRequest } from './to-request.ts';

const ENTRY = fileURLToPath(new URL('bare/serve.ts', import.meta.url));

/** Starts what passes bytes through and does nothing else: the limit for this runtime. */
export async function startBare(upstreamPort: number): Promise<Contestant> {
  const requestTo: Contestant['requestTo'] = (kind, body) => toRequest(bedrockPath(kind), {}, body);
  const started = await startProcess({
    name: 'bare',
    wordsFor: (port) => [ENTRY, String(port), String(upstreamPort)],
    environment: {},
    firstRequest: requestTo('converse', Buffer.from('{}')),
  });
  return { ...started, name: 'bare', requestTo };
}
