import { randomUUID } from 'node:crypto';
import { BedrockCallError, readFrames, type EventStreamFrame } from '@app/bedrock';
import type { RoutingMethod } from '@app/routing';
import { keptTypeOf } from '../../logs/problem-type.js';
import { AnswerBrokenError } from '../ctl.error.js';
import { harmless } from '../terminal/terminal.js';
import type { GatewayClient } from './gateway-client.js';
import { piecesOf } from './read-answer.js';

/** What a model is asked, whichever it is: Converse has one form for all. */
export interface Question {
  readonly model: string;
  readonly route: RoutingMethod;
  readonly prompt: string;
  readonly maxTokens: number;
  readonly dataClass?: string;
  /** False: this route or none. */
  readonly mayFallBack?: boolean;
  /** Time that the gateway has for all of it. */
  readonly deadlineMs?: number;
  /** Time to the head of the answer. */
  readonly timeoutMs?: number;
  readonly endsWithinMs?: number;
}

/** Sends a question, for one piece or a stream. Resolves with the head of the answer, whatever its status. */
export function ask(
  gateway: GatewayClient,
  question: Question,
  way: 'converse' | 'converse-stream',
): Promise<Response> {
  const { model, route, prompt, maxTokens, dataClass, mayFallBack = true } = question;
  const { deadlineMs, timeoutMs = 120_000, endsWithinMs } = question;
  const prefix = route === 'auto' ? '' : `/${route}`;
  return gateway.send(`${prefix}/model/${encodeURIComponent(model)}/${way}`, {
    method: 'POST',
    headers: {
      ...(dataClass !== undefined && { 'x-data-classification': dataClass }),
      ...(!mayFallBack && { 'x-routing-fallback': 'deny' }),
      ...(deadlineMs !== undefined && { 'x-request-timeout-ms': String(deadlineMs) }),
      'x-request-id': `ctl-${randomUUID()}`,
    },
    body: {
      messages: [{ role: 'user', content: [{ text: prompt }] }],
      inferenceConfig: { maxTokens },
    },
    timeoutMs,
    ...(endsWithinMs !== undefined && { endsWithinMs }),
  });
}

/** One event of a streamed answer. */
export interface ConverseEvent {
  /** e.g. `contentBlockDelta`. */
  readonly type: string;
  readonly event: Readonly<Record<string, unknown>>;
}

/** No answer to a question of the command line is longer: what goes on beyond it is a fault. */
const MOST_STREAM_BYTES = 16 * 1_024 * 1_024;

/**
 * Reads the events of a streamed answer as they come.
 *
 * @throws {AnswerBrokenError} where the model ends it with an error, where it is damaged, or breaks off before its end.
 */
export async function* eventsOf(response: Response): AsyncGenerator<ConverseEvent, void, void> {
  let isWhole = false;
  try {
    for await (const frame of readFrames(limited(piecesOf(response)))) {
      if (frame.messageType !== 'event') throw brokenBy(frame);
      const type = frame.eventType ?? '';
      isWhole ||= type === 'metadata' || type === 'messageStop';
      yield { type: harmless(type), event: parse(frame.payload) };
    }
  } catch (error) {
    if (!(error instanceof BedrockCallError)) throw error;
    throw new AnswerBrokenError('The answer is damaged: its frames do not add up', error);
  }
  // Every stream of Converse says that it stops. Source: Bedrock API reference, `ConverseStream`.
  if (!isWhole) throw new AnswerBrokenError('The answer broke off in the middle');
}

async function* limited(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  let size = 0;
  for await (const piece of pieces) {
    size += piece.length;
    if (size > MOST_STREAM_BYTES) throw new AnswerBrokenError('The answer is far longer than what was asked for');
    yield piece;
  }
}

function brokenBy({ exceptionType, errorCode }: EventStreamFrame): AnswerBrokenError {
  const what = exceptionType ?? errorCode ?? '';
  // Names on the wire begin small, those of errors do not.
  return new AnswerBrokenError(
    `Bedrock ended the answer with ${keptTypeOf(what.charAt(0).toUpperCase() + what.slice(1))}`,
  );
}

function parse(payload: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(payload.toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch {
    // Falls through: an event without content says nothing.
  }
  return {};
}

/** The text in an event or an answer of Converse; empty where there is none. */
export function textOf(event: Readonly<Record<string, unknown>>): string {
  const { delta, output } = event as {
    readonly delta?: { readonly text?: unknown };
    readonly output?: { readonly message?: { readonly content?: readonly { readonly text?: unknown }[] } };
  };
  if (typeof delta?.text === 'string') return delta.text;
  const content = output?.message?.content;
  if (!Array.isArray(content)) return '';
  return content.map((block) => (typeof block.text === 'string' ? block.text : '')).join('');
}
