import type { AnswerHeaders } from '../bedrock/answer.js';

/** One thing that a server does while it answers. A whole answer is a list of these. */
export type Step =
  | { readonly do: 'head'; readonly status: number; readonly headers: AnswerHeaders }
  | { readonly do: 'write'; readonly bytes: Buffer }
  | { readonly do: 'wait'; readonly delayMs: number }
  /** Nothing, until the route's fault is changed. */
  | { readonly do: 'hold' }
  | { readonly do: 'reset' }
  | { readonly do: 'destroy' }
  | { readonly do: 'end' };
