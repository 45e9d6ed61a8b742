import type { Answered } from './function-process.ts';

/** A model that runs by its own id. */
const MODEL_ID = 'anthropic.claude-3-haiku-20240307-v1:0';

/** What is asked of the model, as AWS's client takes it. */
const CONVERSATION = { messages: [{ role: 'user', content: [{ text: 'a'.repeat(900) }] }] };

/** Between the head of a streamed answer and its body. Source: Lambda's integration of streamed answers. */
const END_OF_HEAD = Buffer.alloc(8);

/** What a function is invoked with, and how its answer shows that it is whole. */
export interface Question {
  readonly event: string;
  /** @throws WrongAnswer */
  check(answer: Answered): void;
}

/** What a function has answered is not what it was asked for: then there is nothing to be said about how fast it is. */
export class WrongAnswer extends Error {
  override readonly name = 'WrongAnswer';
}

/** A request for Bedrock's `ConverseStream` as API Gateway hands it to the gateway. */
export function questionForGateway(token: string): Question {
  const headers = {
    Host: 'api.example',
    'Content-Type': 'application/json',
    Authorization: `Bearer ${token}`,
  };
  const event = {
    httpMethod: 'POST',
    path: `/model/${encodeURIComponent(MODEL_ID)}/converse-stream`,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    requestContext: { identity: { sourceIp: '192.0.2.1' } },
    body: JSON.stringify(CONVERSATION),
    isBase64Encoded: false,
  };
  return { event: JSON.stringify(event), check: checkGateway };
}

/** The same for the bare handler, which hands it to AWS's client. */
export function questionForBare(): Question {
  return { event: JSON.stringify({ modelId: MODEL_ID, ...CONVERSATION }), check: checkBare };
}

function checkGateway({ body }: Answered): void {
  const endOfHead = body.indexOf(END_OF_HEAD);
  const { statusCode } = JSON.parse(body.subarray(0, Math.max(0, endOfHead)).toString() || '{}') as {
    readonly statusCode?: number;
  };
  if (statusCode !== 200) throw new WrongAnswer(`The gateway answered ${statusCode}`);
  if (!body.includes('messageStop')) throw new WrongAnswer('An answer of the gateway is not whole');
}

function checkBare({ body }: Answered): void {
  if (!body.includes('messageStop')) throw new WrongAnswer('An answer of the bare handler is not whole');
}
