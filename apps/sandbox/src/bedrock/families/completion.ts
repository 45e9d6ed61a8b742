import { createHash } from 'node:crypto';
import { blockedMessage, isBlocked } from '../guardrail/assess.js';
import type { OfferedTool } from './choose-tool.js';
import { reasonAbout } from './thinking.js';
import type { Reasoning, Thinking } from './thinking.js';

/** How long what is cached is kept. */
export type CacheTtl = '5m' | '1h';

/** What a request gives a model to read. */
export interface Prompt {
  /** Everything that costs input tokens and is not cached. */
  readonly text: string;
  /** What stands before a cache point, or carries one. */
  readonly cachedText: string;
  readonly lastUserText: string;
  /** The tool to call in the answer; undefined when none is offered or its result has come. */
  readonly tool: OfferedTool | undefined;
  /** Undefined unless the model is to think first. */
  readonly thinking?: Thinking | undefined;
  /** Of everything that is cached; five minutes when it is not said. */
  readonly cacheTtl?: CacheTtl;
  readonly hasImages?: boolean;
}

/** What an answer cost. All counts follow from lengths, so that a test can work them out by hand. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Undefined unless the request asked for caching. */
  readonly cache: CacheUsage | undefined;
}

/** The part of the input that was cached. */
export interface CacheUsage {
  readonly readTokens: number;
  readonly writeTokens: number;
  readonly ttl: CacheTtl;
}

/** A call of a tool; `input` follows the tool's schema as far as its first property goes. */
export interface ToolUse {
  readonly id: string;
  readonly name: string;
  readonly input: Readonly<Record<string, string>>;
}

/** What a chat model says, before its family gives it a shape. */
export interface Completion {
  /** As the request named it. */
  readonly modelId: string;
  /** The foundation model behind it. */
  readonly baseModelId: string;
  /** The first 24 hex digits of the SHA-256 of the request body: a name for everything made from it. */
  readonly digest: string;
  readonly text: string;
  /** The text as it is streamed, one delta each; made while it is read. */
  readonly words: Iterable<string>;
  readonly usage: Usage;
  readonly toolUse: ToolUse | undefined;
  /** What the model thought before; undefined unless it was to think. */
  readonly reasoning: Reasoning | undefined;
  /** A guardrail speaks in the model's place. */
  readonly blocked: boolean;
}

/** Streams so long that only a reader who keeps up can hold them: see the fault `flood`. */
export interface Flood {
  readonly chunks: number;
  readonly chunkBytes: number;
}

/** Which request is answered. */
export interface Question {
  readonly modelId: string;
  readonly baseModelId: string;
  readonly body: Buffer;
  /** Whether a guardrail reads along. */
  readonly guarded?: boolean;
  readonly flood?: Flood;
}

/** About four characters are one token, for every model alike; the real tokenizers are not public. */
export function countTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** Milliseconds that the answer claims to have taken: a figure that is the same every time. */
export function latencyMs({ outputTokens }: Usage): number {
  return 100 + 10 * outputTokens;
}

/** The first hex digits of the SHA-256 of a request body. */
export function digestOf(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex').slice(0, 24);
}

/**
 * Makes the answer of a chat model: it says which model was asked, what the user said last, and which body it came from.
 * An answer that went to the wrong request can therefore always be told.
 */
export function complete(question: Question, prompt: Prompt): Completion {
  const { modelId, baseModelId, flood } = question;
  const { lastUserText, tool, thinking } = prompt;
  const digest = digestOf(question.body);
  const name = { modelId, baseModelId, digest };
  if (question.guarded === true && isBlocked(saidIn(prompt))) return { ...name, ...blockedAnswer };
  const text = `Echo from ${modelId}: ${lastUserText} [${digest.slice(0, 12)}]`;
  const reasoning = thinking === undefined ? undefined : reasonAbout(lastUserText, thinking);
  const textTokens = flood === undefined ? countTokens(text) : Math.ceil((flood.chunks * flood.chunkBytes) / 4);
  const outputTokens = textTokens + countTokens(reasoning?.text ?? '');
  return {
    ...name,
    text,
    words: flood === undefined ? splitIntoWords(text) : repeatWord(flood),
    usage: { inputTokens: countTokens(prompt.text), outputTokens, cache: cacheUsage(prompt) },
    toolUse: tool === undefined ? undefined : callTool(tool, lastUserText, digest),
    reasoning,
    blocked: false,
  };
}

/** Everything that a request says to a model. */
export function saidIn({ cachedText, text }: Prompt): string {
  return cachedText + text;
}

/** What a guardrail blocks never reaches a model, and costs nothing there. */
const blockedAnswer = {
  text: blockedMessage,
  words: splitIntoWords(blockedMessage),
  usage: { inputTokens: 0, outputTokens: 0, cache: undefined },
  toolUse: undefined,
  reasoning: undefined,
  blocked: true,
} satisfies Partial<Completion>;

/** Cuts a text between its words; the pieces put together are the text again. */
export function splitIntoWords(text: string): readonly string[] {
  // Bounded, and by code point: a text without a space must not become one endless piece, nor half a character.
  return text.match(/\s*\S{1,1000}\s?|\s+/gu) ?? [];
}

/** Cuts the input of a tool as models stream it: into pieces that are no JSON by themselves. */
export function splitJson(input: ToolUse['input']): readonly string[] {
  return JSON.stringify(input).match(/.{1,16}/gsu) ?? [];
}

function* repeatWord({ chunks, chunkBytes }: Flood): Generator<string> {
  const word = 'x'.repeat(chunkBytes);
  for (let sent = 0; sent < chunks; sent += 1) yield word;
}

/** Half of what is cached counts as read and half as written: both figures show, in every answer. */
function cacheUsage({ cachedText, cacheTtl: ttl = '5m' }: Prompt): Usage['cache'] {
  if (cachedText === '') return undefined;
  const tokens = countTokens(cachedText);
  const readTokens = Math.floor(tokens / 2);
  return { readTokens, writeTokens: tokens - readTokens, ttl };
}

function callTool(tool: OfferedTool, lastUserText: string, digest: string): ToolUse {
  return { id: `tooluse_${digest}`, name: tool.name, input: { [tool.firstProperty]: lastUserText } };
}
