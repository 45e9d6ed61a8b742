import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { startRecordingUpstream, UPSTREAM_REQUEST_ID } from '../../support/recording-upstream.js';
import type { BedrockEnd } from './bedrock-end.js';

/** An end whose answers begin well, and whose body is damaged: where the length of its first chunk should be, is none. */
export async function startDamagedChunkEnd(): Promise<BedrockEnd & AsyncDisposable> {
  const upstream = await startRecordingUpstream(answerDamaged);
  return {
    endpoint: upstream.url,
    bodiesSeen: () => upstream.received.map(({ body }) => createHash('sha256').update(body).digest('hex')),
    sent: () => Buffer.alloc(0),
    connections: () => upstream.received.length,
    [Symbol.asyncDispose]: () => upstream[Symbol.asyncDispose](),
  };
}

function answerDamaged(response: ServerResponse): void {
  const headers = { 'content-type': 'application/json', 'x-amzn-requestid': UPSTREAM_REQUEST_ID };
  response.writeHead(200, { ...headers, 'transfer-encoding': 'chunked' }).flushHeaders();
  response.socket?.write('this is no length\r\n');
}
