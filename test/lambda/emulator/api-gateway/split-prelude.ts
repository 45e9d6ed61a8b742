import { readAnswerHead, type AnswerHead } from './answer-head.js';
import { GatewayError } from './gateway-error.js';
import { parseJsonObject } from './read-json.js';

/** Source: API Gateway developer guide, "response-transfer-mode-lambda": 8 NUL bytes, within the first 16 KB. */
const DELIMITER = Buffer.alloc(8);
const MAX_PRELUDE_BYTES = 16_384;

/** The beginning of a streamed answer. */
export interface Prelude {
  readonly head: AnswerHead;
  /** What came of the body together with it. */
  readonly rest: Buffer;
}

/**
 * Reads chunks until the prelude is whole, and no chunk more.
 * @throws GatewayError `INTEGRATION_FAILURE` when there is none, it is too long or malformed
 */
export async function takePrelude(chunks: AsyncGenerator<Buffer, void>): Promise<Prelude> {
  let received = Buffer.alloc(0);
  for (;;) {
    const next = await chunks.next();
    if (next.done === true) throw new GatewayError('INTEGRATION_FAILURE');
    received = Buffer.concat([received, next.value]);
    const end = received.indexOf(DELIMITER);
    if (end > MAX_PRELUDE_BYTES || (end < 0 && received.length > MAX_PRELUDE_BYTES))
      throw new GatewayError('INTEGRATION_FAILURE');
    if (end >= 0)
      return { head: parseHead(received.subarray(0, end)), rest: received.subarray(end + DELIMITER.length) };
  }
}

function parseHead(json: Buffer): AnswerHead {
  const prelude = parseJsonObject(json.toString('utf8'));
  if (prelude === undefined) throw new GatewayError('INTEGRATION_FAILURE');
  return readAnswerHead({ statusCode: 200, ...prelude });
}
