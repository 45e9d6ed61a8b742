import { Test, type TestingModule } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { BedrockConnections, BedrockModule, CredentialsInUse, SecretReader } from '../../index.js';
import type { BedrockOptions, ModelInvoker, Principal } from '../../index.js';
import { answer, startHttpServer, type LoopbackServer } from '../../testing/loopback-server.js';
import { connectionOptions } from '../../testing/open-invoker.js';
import { startAws, type ScriptedAws } from '../../testing/scripted-aws.js';

const { signal } = new AbortController();
const LIST = { operation: 'ListFoundationModels', headers: {} } as const;
const ROLE = { roleArn: 'arn:aws:iam::123456789012:role/gateway-bedrock', audience: 'sts.amazonaws.com' };
const BY_KMS = { by: 'kms', keyId: 'k', issuer: 'https://id.example', subject: 'gate' } as const;
const NAMESPACE = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';

/** Sessions without end, each with a key of its own. */
function assumed(count: number): string {
  return `<AssumeRoleWithWebIdentityResponse ${NAMESPACE}><AssumeRoleWithWebIdentityResult><Credentials>
    <AccessKeyId>ASIA${count}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t${count}</SessionToken>
    <Expiration>2999-01-01T00:00:00Z</Expiration>
    </Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`;
}

class NoSecrets extends SecretReader {
  override read(): Promise<string> {
    throw new Error('no secret is read here');
  }
}

let sts: ScriptedAws;
let signing: ScriptedAws;
let bedrock: LoopbackServer;
/** The access key of each call to Bedrock. */
let callers: (string | undefined)[];

beforeEach(async () => {
  callers = [];
  let sessions = 0;
  sts = await startAws(() => ({ status: 200, body: assumed((sessions += 1)) }));
  signing = await startAws(({ headers }) =>
    headers['x-amz-target'] === 'TrentService.Sign'
      ? { status: 200, body: '{"Signature":"c2ln"}' }
      : {
          status: 200,
          body: `<GetWebIdentityTokenResponse ${NAMESPACE}><GetWebIdentityTokenResult>
          <WebIdentityToken>of.sts.itself</WebIdentityToken></GetWebIdentityTokenResult></GetWebIdentityTokenResponse>`,
        },
  );
  bedrock = await startHttpServer((request, response) => {
    callers.push(/Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1]);
    answer(response, 200, '{}');
  });
  for (const name of ['KMS', 'STS']) vi.stubEnv(`AWS_ENDPOINT_URL_${name}`, signing.origin);
  vi.stubEnv('AWS_REGION', 'us-gov-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATEST');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all([sts, signing, bedrock].map((server) => server[Symbol.asyncDispose]()));
});

interface Compiled {
  readonly module: TestingModule;
  readonly open: () => ModelInvoker;
}

async function compile(tokens: NonNullable<BedrockOptions['webIdentity']>['tokens']): Promise<Compiled> {
  const imports = [BedrockModule.forRoot({ secretId: 'creds', webIdentity: { ...ROLE, tokens } })];
  const testing = Test.createTestingModule({ imports }).overrideProvider(SecretReader).useValue(new NoSecrets());
  const module = await testing.compile();
  onTestFinished(() => module.close());
  const endpoints = { runtimeEndpoint: bedrock.origin, controlEndpoint: bedrock.origin, stsEndpoint: sts.origin };
  const open = (): ModelInvoker => module.get(BedrockConnections).open(connectionOptions(endpoints));
  return { module, open };
}

async function call(invoker: ModelInvoker, principal?: Principal): Promise<void> {
  const { body } = await invoker.invoke(LIST, signal, principal);
  await body.toArray();
}

describe('credentials by web identity', () => {
  it('are sessions of the role, one per route and principal, and no secret is read', async () => {
    const { module, open } = await compile(BY_KMS);
    const [internet, vpn] = [open(), open()];
    await call(internet, { subject: 'alice' });
    await call(internet, { subject: 'alice' });
    await call(internet, { subject: 'alice', tenant: 'dept-a' });
    await call(internet);
    await call(vpn, { subject: 'alice' });
    expect(callers).toEqual(['ASIA1', 'ASIA1', 'ASIA2', 'ASIA3', 'ASIA4']);
    expect(signing.asked).toHaveLength(4);
    expect(module.get(CredentialsInUse).report).toEqual({ kind: 'session', isLongLived: false });
  });

  it('are renewed for the principal who was refused, and stay as they are for a session that has just begun', async () => {
    const { open } = await compile(BY_KMS);
    const invoker = open();
    await call(invoker, { subject: 'alice' });
    expect(await invoker.renewCredentials(signal, { subject: 'alice' })).toBe(false);
    expect(await invoker.renewCredentials(signal, { subject: 'bob' })).toBe(true);
    await call(invoker, { subject: 'alice' });
    await call(invoker, { subject: 'bob' });
    expect(callers).toEqual(['ASIA1', 'ASIA1', 'ASIA2']);
  });

  it('can be had for tokens of STS, too', async () => {
    const { open } = await compile({ by: 'sts' });
    await call(open(), { subject: 'alice' });
    expect(new URLSearchParams(sts.asked[0]?.body).get('WebIdentityToken')).toBe('of.sts.itself');
    expect(callers).toEqual(['ASIA1']);
  });
});
