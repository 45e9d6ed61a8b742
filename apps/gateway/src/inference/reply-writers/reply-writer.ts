import type { BedrockReply } from '@app/bedrock';
import type { Request, Response } from 'express';

/** What a writer has to do with: one reply on its way to one caller. */
export interface Delivery {
  readonly reply: BedrockReply;
  readonly request: Request;
  readonly response: Response;
  /** Ends the writing: the caller went away, or time is up. */
  readonly signal: AbortSignal;
  /** Called once, with the first bytes of the body in hand and before the head of the answer goes out. */
  readonly onFirstByte: () => void;
}

/**
 * Writes a reply to the caller, under back-pressure. Until the first byte of the body has come, nothing is written:
 * the status is still open then.
 *
 * @throws {BedrockCallError} if the reply broke off. Headers may have been sent by then; the response is never ended
 * as if it were complete.
 */
export type ReplyWriter = (delivery: Delivery) => Promise<void>;
