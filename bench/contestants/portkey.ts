import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MODEL_ID, type Contestant } from './contestant.ts';
import { startProcess } from './start-process.ts';
import { toRequest } from './to-request.ts';

const ENTRY = fileURLToPath(
  new URL('../rivals/portkey/node_modules/@portkey-ai/gateway/build/start-server.js', import.meta.url),
);

/** As much of a Converse body as is put into the other form. */
interface Conversation {
  readonly messages?: readonly {
    readonly role: string;
    readonly content: readonly { readonly text: string }[];
  }[];
}

/**
 * Starts the published Portkey gateway with its Bedrock provider, pointed at the upstream by `x-portkey-custom-host`:
 * clients speak OpenAI's language to it, and it speaks Converse to Bedrock, signed. Passing Bedrock's own paths through
 * is nothing that this version can do: with its Bedrock provider each such request ends in a 500 (`Headers` that are
 * immutable), after the upstream has answered.
 *
 * It knows no callers, and writes no records. Streams come as server-sent events, whose lengths are not those of the
 * upstream's frames.
 *
 * @returns undefined if it is not installed: `node tools/install-apart.ts bench/rivals/portkey`.
 */
export async function startPortkey(upstreamPort: number): Promise<Contestant | undefined> {
  if (!existsSync(ENTRY)) return undefined;
  const requestTo = requestsThrough(upstreamPort);
  const started = await startProcess({
    name: 'portkey',
    wordsFor: (port) => [ENTRY, `--port=${port}`, '--headless'],
    // Loopback addresses are not trusted as hosts unless they are named.
    environment: { NODE_ENV: 'production', TRUSTED_CUSTOM_HOSTS: '127.0.0.1' },
    // A line for each stream: its own log takes none of them apart.
    isNoisy: true,
    firstRequest: requestTo('converse', Buffer.from('{"messages":[{"role":"user","content":[{"text":"hello"}]}]}')),
  });
  return { ...started, name: 'portkey', requestTo };
}

function requestsThrough(upstreamPort: number): Contestant['requestTo'] {
  const fields = {
    'x-portkey-provider': 'bedrock',
    'x-portkey-custom-host': `http://127.0.0.1:${upstreamPort}`,
    'x-portkey-aws-access-key-id': 'AKIAIOSFODNN7EXAMPLE',
    'x-portkey-aws-secret-access-key': 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    'x-portkey-aws-region': 'us-east-1',
  };
  return (kind, body) => toRequest('/v1/chat/completions', fields, inOpenAiForm(body, kind === 'converse-stream'));
}

/** What the body says, as OpenAI's clients say it. */
function inOpenAiForm(body: Buffer, stream: boolean): Buffer {
  const { messages = [] } = JSON.parse(body.toString()) as Conversation;
  const turns = messages.map(({ role, content }) => ({ role, content: content.map(({ text }) => text).join('') }));
  return Buffer.from(JSON.stringify({ model: MODEL_ID, messages: turns, ...(stream && { stream }) }));
}
