import type { Asked, AskedInit } from './asked.js';
import type { Leak } from './canaries.js';
import type { CanaryGround } from './canary-ground.js';
import { readWhatComes } from './read-what-comes.js';
import type { AnswerTexts } from './upstream-answers.js';

/** Long enough for retries; of what never comes, nobody waits for more. */
const TIMEOUT_MS = 1_500;

const NOBODY: AnswerTexts = { said: '', type: '', hidden: '' };

/** What came of one request. */
export interface SeenAnswer {
  readonly leaks: readonly Leak[];
  /** Whether the caller got to read what Bedrock said, as it said it. */
  readonly isHeard: boolean;
  readonly errorType: string | null;
}

/** Asks, and looks for what must not be in the answer: all but its own id and what Bedrock said to it. */
export async function leaksInAnswer(
  { url, ground }: { readonly url: string; readonly ground: CanaryGround },
  asked: Asked,
  texts: AnswerTexts = NOBODY,
  init: AskedInit = {},
): Promise<SeenAnswer> {
  const own = { authorization: `Bearer ${await ground.tokenFor(asked)}`, 'x-request-timeout-ms': String(TIMEOUT_MS) };
  const headers = { ...own, ...asked.init.headers, ...init.headers };
  const answer = await fetch(`${url}${asked.path}`, { ...asked.init, ...init, headers });
  const body = await readWhatComes(answer);
  const head = JSON.stringify([answer.status, answer.statusText, ...answer.headers]);
  const allowed = [asked.recorded[0], ...asked.quoted, texts.said, texts.type].filter((text) => text !== '');
  return {
    leaks: ground.canaries.leaksIn(Buffer.concat([Buffer.from(head), Buffer.from('\n'), body]), allowed),
    isHeard: texts.said !== '' && body.includes(texts.said),
    errorType: answer.headers.get('x-amzn-errortype'),
  };
}
