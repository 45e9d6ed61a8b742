import type { ServerResponse } from 'node:http';
import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { startRecordingUpstream, type ReceivedRequest } from '../support/recording-upstream.js';

export const COMMERCIAL_SECRET = 'cross-partition-commercial-creds';
export const TOKEN_SECRET = 'bearer-token-secret';

/** Secrets Manager, with an eye on how often it is asked. */
export interface WatchedSecrets extends AsyncDisposable {
  readonly url: string;
  /** How often the value of a secret was asked for since the start, or since `forget`; tries of the SDK count each. */
  readsOf(secretId: string): number;
  forget(): void;
}

/** Stands in front of the sandbox's Secrets Manager, and passes on what it says, faults included. */
export async function watchSecrets({ urls }: Sandbox): Promise<WatchedSecrets> {
  const upstream = await startRecordingUpstream((response, request) => {
    passOn(urls.secretsManager, request, response).catch(() => response.destroy());
  });
  const isReadOf = (secretId: string, { headers, body }: ReceivedRequest): boolean =>
    headers['x-amz-target'] === 'secretsmanager.GetSecretValue' &&
    (JSON.parse(body.toString()) as { SecretId: string }).SecretId === secretId;
  return {
    url: upstream.url,
    readsOf: (secretId) => upstream.received.filter((request) => isReadOf(secretId, request)).length,
    forget: () => void upstream.received.splice(0),
    [Symbol.asyncDispose]: () => upstream[Symbol.asyncDispose](),
  };
}

async function passOn(url: string, { headers, body }: ReceivedRequest, response: ServerResponse): Promise<void> {
  const { host: _host, connection: _connection, 'content-length': _length, ...others } = headers;
  const answer = await fetch(url, { method: 'POST', headers: others, body: new Uint8Array(body) });
  const type = answer.headers.get('content-type') ?? 'application/x-amz-json-1.1';
  response.writeHead(answer.status, { 'content-type': type }).end(Buffer.from(await answer.arrayBuffer()));
}
