import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { isInstalled } from '../infra/python-tools.js';
import { captureOutput } from '../support/captured-output.js';
import { startRecordingUpstream } from '../support/recording-upstream.js';
import { startGateway } from '../support/system.js';
import { askAs } from './opened-for.js';

const hasMoto = isInstalled('moto', 'python3', ['-c', 'import flask, moto.server']);
const REGION = 'us-gov-west-1';

/** Says where it listens, and ends when its input does: so it never outlives the tests. */
const SERVE = `
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print("http://%s:%d" % server.get_host_and_port(), flush=True)
input()`;

/** Somebody else's stand-in for AWS: it signs with real keys and speaks both protocols, but verifies nobody. */
async function startMoto(): Promise<string> {
  const moto = spawn('python3', ['-c', SERVE], { stdio: ['pipe', 'pipe', 'ignore'] });
  onTestFinished(async () => {
    const exited = once(moto, 'exit');
    moto.stdin.end();
    await exited;
  });
  const [line] = (await once(createInterface({ input: moto.stdout }), 'line')) as [string];
  return line;
}

async function createKey(moto: string): Promise<string> {
  const response = await fetch(moto, {
    method: 'POST',
    headers: {
      'x-amz-target': 'TrentService.CreateKey',
      'content-type': 'application/x-amz-json-1.1',
      authorization: `AWS4-HMAC-SHA256 Credential=x/20260101/${REGION}/kms/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }),
  });
  const { KeyMetadata } = (await response.json()) as { KeyMetadata: { KeyId: string } };
  return KeyMetadata.KeyId;
}

it.skipIf(!hasMoto)('KMS and STS of moto are spoken to as those of AWS', { timeout: 60_000 }, async () => {
  const moto = await startMoto();
  const keyId = await createKey(moto);
  using _ = captureOutput();
  const upstream = await startRecordingUpstream();
  onTestFinished(() => upstream[Symbol.asyncDispose]());
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const system = await startGateway(sandbox, {
    env: {
      AWS_ENDPOINT_URL_KMS: moto,
      GATEWAY_BEDROCK_ROLE_ARN: 'arn:aws:iam::123456789012:role/gateway-bedrock',
      GATEWAY_WEB_IDENTITY_KMS_KEY_ID: keyId,
      GATEWAY_WEB_IDENTITY_ISSUER: 'https://identity.example/gateway',
      GATEWAY_INTERNET_STS_ENDPOINT: moto,
      GATEWAY_VPN_STS_ENDPOINT: moto,
      GATEWAY_INTERNET_ENDPOINT: upstream.url,
    },
  });
  onTestFinished(() => system[Symbol.asyncDispose]());

  expect((await askAs(system, 'alice')).status).toBe(200);
  expect(upstream.received.map(({ headers }) => headers)).toMatchObject([
    {
      authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=ASIA[A-Z0-9]+\/\d{8}\/us-east-1\/bedrock\//),
      'x-amz-security-token': expect.stringMatching(/^[\w+/=]{20,}$/),
    },
  ]);
});
