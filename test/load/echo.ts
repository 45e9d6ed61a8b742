import { createHash } from 'node:crypto';

/** A question to the sandbox's Claude, and all that its answer has to be. */
export interface EchoedQuestion {
  /** The envelope of the seed paths, as it is posted. */
  readonly envelope: string;
  /** The body alone, as the model gets it. */
  readonly body: string;
  /** What the model says to it: the question, and which body it came from. */
  readonly text: string;
  /** The same as it is streamed: one word each, with the blank behind it. */
  readonly deltas: readonly string[];
}

/** A model that runs by its own id, streams and converses. */
export const ECHO_MODEL = 'anthropic.claude-3-haiku-20240307-v1:0';

/** Asks a question, which should be like no other: then no other's answer can be taken for its own. */
export function echoOf(question: string): EchoedQuestion {
  const messages = [{ role: 'user', content: question }];
  const body = JSON.stringify({ anthropic_version: 'bedrock-2023-05-31', max_tokens: 64, messages });
  const envelope = `{"modelId":"${ECHO_MODEL}","body":${body}}`;
  return { envelope, body, ...spoken(question, body) };
}

/** The same by Converse, whose bodies have a form of their own. */
export function converseEchoOf(question: string): Omit<EchoedQuestion, 'envelope'> {
  const body = JSON.stringify({ messages: [{ role: 'user', content: [{ text: question }] }] });
  return { body, ...spoken(question, body) };
}

function spoken(question: string, body: string): Pick<EchoedQuestion, 'text' | 'deltas'> {
  const digest = createHash('sha256').update(body).digest('hex').slice(0, 12);
  const text = `Echo from ${ECHO_MODEL}: ${question} [${digest}]`;
  const words = text.split(' ');
  return { text, deltas: words.map((word, index) => (index < words.length - 1 ? `${word} ` : word)) };
}

/** What of a chunk of Claude's stream is text; undefined for any other chunk. */
export function deltaOf(chunk: string): string | undefined {
  const { delta } = JSON.parse(chunk) as { readonly delta?: { readonly text?: string } };
  return delta?.text;
}
