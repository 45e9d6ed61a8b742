import { Agent, request, type IncomingMessage } from 'node:http';
import type { Target } from './load.ts';

/** One answer, and what is wrong with it if anything is. */
export interface Answer {
  /** 0 if the connection broke. */
  readonly status: number;
  readonly fault?: string;
  /** Sent once more: the connection it went by was kept for so long that the gateway had closed it meanwhile. */
  readonly isSentAgain?: boolean;
}

const MODEL_ID = 'us.anthropic.claude-opus-4-1-20250805-v1:0';

/** As many connections as there are requests at a time, each kept for the next. */
const agent = new Agent({ keepAlive: true });

/** Asks for an answer in one piece, and compares it with what was asked. Never rejects. */
export async function ask(target: Target, nonce: string): Promise<Answer> {
  const answer = await askOnce(target, nonce);
  return answer === 'connection-was-closed' ? { ...(await askAgain(target, nonce)), isSentAgain: true } : answer;
}

/** By a connection of its own, which nobody can have closed. */
async function askAgain(target: Target, nonce: string): Promise<Answer> {
  const answer = await askOnce(target, nonce, false);
  return answer === 'connection-was-closed' ? { status: 0, fault: answer } : answer;
}

function askOnce(
  { url, token }: Target,
  nonce: string,
  connection: Agent | false = agent,
): Promise<Answer | 'connection-was-closed'> {
  const body = JSON.stringify({ modelId: MODEL_ID, body: { prompt: `Who are you, ${nonce}?` } });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return new Promise((resolve) => {
    const onError = ({ code, message }: Error & { readonly code?: string }): void => {
      // What every client does, by the advice of Node's documentation: nothing of the request has been read.
      const wasClosed = sent.reusedSocket && code === 'ECONNRESET';
      resolve(wasClosed ? 'connection-was-closed' : { status: 0, fault: code ?? message });
    };
    const onResponse = (response: IncomingMessage): void => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.once('error', () => resolve({ status: 0, fault: 'the answer broke off' }));
      response.once('end', () => resolve(judge(response, text, nonce)));
    };
    const length = { 'content-length': Buffer.byteLength(body) };
    const options = { method: 'POST', agent: connection, headers: { ...headers, ...length } };
    const sent = request(`${url}/internet/bedrock/invoke`, options, onResponse).once('error', onError);
    sent.end(body);
  });
}

function judge({ statusCode: status = 0, headers }: IncomingMessage, text: string, nonce: string): Answer {
  if (status === 200) {
    const isOwn = text === `{"asked":{"prompt":"Who are you, ${nonce}?"}}`;
    return { status, ...(!isOwn && { fault: `${nonce} was answered ${text}` }) };
  }
  if (status !== 429) return { status, fault: `${status} ${text}` };
  const retryAfter = headers['retry-after'];
  const isRefusal = retryAfter === '1' && isThrottling(text, String(headers['x-request-id']));
  return { status, ...(!isRefusal && { fault: `429, Retry-After ${String(retryAfter)}, ${text}` }) };
}

/** The error document of the API contract, member by member and in its order. */
function isThrottling(text: string, requestId: string): boolean {
  const [head, timestamp = ''] = text.split(',"timestamp":');
  const error = '{"type":"ThrottlingException","message":"Too many requests","retryable":true,"details":{}}';
  const expected = `{"statusCode":429,"error":${error},"requestId":"${requestId}","routingMethod":"internet"`;
  return head === expected && /^"[\d-]{10}T[\d:.]{12}Z"\}$/.test(timestamp);
}
