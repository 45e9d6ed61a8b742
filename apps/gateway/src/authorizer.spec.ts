import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { captureOutput } from '../../../test/support/captured-output.js';
import { forgeToken, GOOD_CLAIMS, TOKEN_SECRET } from '../../../test/support/forge-token.js';
import { authorizerEvent, INVOCATION, STAGE_ARN } from './testing/authorizer-event.js';

let secrets: Server;
let starts = 0;

/** Runs the entry as if for the first time: a query makes another module of the same file. */
async function startEntry(): Promise<typeof import('./authorizer.js')> {
  starts += 1;
  return (await import(/* @vite-ignore */ `./authorizer.ts?start=${starts}`)) as typeof import('./authorizer.js');
}

/** Secrets Manager's two answers: the current version, and that there is no previous one. */
function answerAsSecretsManager(text: string): Server {
  return createServer((request, response) => void answer(request, response, text));
}

async function answer(request: IncomingMessage, response: ServerResponse, text: string): Promise<void> {
  const isCurrent = Buffer.concat(await request.toArray()).includes('AWSCURRENT');
  const body = isCurrent ? { Name: 'tokens', SecretString: text } : { __type: 'ResourceNotFoundException' };
  response.writeHead(isCurrent ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
}

beforeEach(async () => {
  secrets = answerAsSecretsManager(TOKEN_SECRET);
  await new Promise<void>((resolve) => secrets.listen(0, '127.0.0.1', resolve));
  const { port } = secrets.address() as AddressInfo;
  // Tests of the gateway in the same process leave its variables behind; the authorizer takes none of them.
  for (const name of Object.keys(process.env)) if (name.startsWith('GATEWAY_')) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', `http://127.0.0.1:${port}`);
  vi.stubEnv('AWS_REGION', 'us-gov-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'id');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'key');
  vi.stubEnv('GATEWAY_TOKEN_SECRET_ID', 'tokens');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  secrets.closeAllConnections();
  await new Promise((resolve) => secrets.close(resolve));
});

function tokenOfNow(secret: string): string {
  const iat = Math.floor(Date.now() / 1_000);
  return forgeToken({ secret, claims: { ...GOOD_CLAIMS, iat, exp: iat + 60 } });
}

const sentWith = (secret: string) => authorizerEvent(`Bearer ${tokenOfNow(secret)}`) as never;
const invocation = INVOCATION as Context;

describe('the entry of the authorizer', () => {
  it('decides by the secret that the environment names', async () => {
    using output = captureOutput();
    const { handler } = await startEntry();
    const { policyDocument } = await handler(sentWith(TOKEN_SECRET), invocation);
    expect(policyDocument.Statement).toEqual([
      { Action: 'execute-api:Invoke', Effect: 'Allow', Resource: `${STAGE_ARN}/*` },
    ]);
    const forged = handler(sentWith('another-secret-of-more-than-32-bytes'), invocation);
    await expect(forged).rejects.toThrow(/^Unauthorized$/);
    expect(output.jsonLines()).toMatchObject([
      { message: { lambdaRequestId: 'lambda-request-1', reason: 'signature' } },
    ]);
  });

  it('has a handler that no runtime takes for one with a callback', async () => {
    const { handler } = await startEntry();
    expect(handler).toHaveLength(2);
  });

  it('does not start with a variable that it has no use for', async () => {
    vi.stubEnv('GATEWAY_AUDIT_MODE', 'strict');
    await expect(startEntry()).rejects.toThrow(
      /^The configuration is not valid: GATEWAY_AUDIT_MODE is not a variable of the authorizer$/,
    );
  });
});
