import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { BedrockConnections, BedrockModule, CredentialsSource, InferenceProfiles, SecretReader } from './index.js';
import type { BedrockOptions } from './index.js';
import { answer, startHttpServer } from './testing/loopback-server.js';
import { connectionOptions } from './testing/open-invoker.js';
import { modelSummary, scriptBedrock } from './testing/scripted-bedrock.js';

const { signal } = new AbortController();
const CREATED_ARN = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123';

/** Secrets of one text, and a count of how often they were read. */
class FixedSecretReader extends SecretReader {
  reads = 0;

  override read(): Promise<string> {
    this.reads += 1;
    return Promise.resolve('{"creds":{"bedrock_api_key":"ABSKmodule"}}');
  }
}

async function compile(options: Partial<BedrockOptions> = {}) {
  const secrets = new FixedSecretReader();
  const imports = [BedrockModule.forRoot({ secretId: 'creds', ...options })];
  const module = await Test.createTestingModule({ imports }).overrideProvider(SecretReader).useValue(secrets).compile();
  return { module, secrets, connections: module.get(BedrockConnections) };
}

describe('BedrockModule', () => {
  it('opens connections that share one set of credentials, and closes them at the end', async () => {
    const seen: unknown[] = [];
    await using server = await startHttpServer((request, response) => {
      seen.push(request.headers.authorization);
      answer(response, 200, '{}');
    });
    const { module, secrets, connections } = await compile();
    const options = connectionOptions({ runtimeEndpoint: server.origin, controlEndpoint: server.origin });
    const invokers = [connections.open(options), connections.open({ ...options, privateAddressesOnly: true })];
    for (const invoker of invokers) {
      const reply = await invoker.invoke({ operation: 'ListFoundationModels', headers: {} }, signal);
      await reply.body.toArray();
    }
    expect([seen, secrets.reads]).toEqual([['Bearer ABSKmodule', 'Bearer ABSKmodule'], 1]);
    await module.close();
    for (const invoker of invokers) {
      const late = invoker.invoke({ operation: 'ListFoundationModels', headers: {} }, signal);
      await expect(late).rejects.toMatchObject({ kind: 'unreachable', reason: 'connection-closed' });
    }
  });

  it('fails at start-up for a private route without an endpoint', async () => {
    const { module, connections } = await compile();
    expect(() => connections.open(connectionOptions({ privateAddressesOnly: true }))).toThrow(
      expect.objectContaining({ code: 'CONNECTION_OPTIONS_INVALID', option: 'runtimeEndpoint' }),
    );
    await module.close();
  });

  it('keeps credentials as long as it is told', async () => {
    const { module, secrets } = await compile({ credentialsTtlMs: 0, credentialsHardLimitMs: 60_000 });
    const source = module.get(CredentialsSource);
    await source.current(signal).catch(() => undefined);
    await source.current(signal);
    await source.current(signal);
    expect(secrets.reads).toBeGreaterThan(1);
    await module.close();
  });

  it.each([
    [{}, []],
    [{ createInferenceProfiles: false }, []],
    [{ createInferenceProfiles: true }, ['CreateInferenceProfile']],
  ])('creates inference profiles only where %j says so', async (options, created) => {
    const { module } = await compile(options);
    const bedrock = scriptBedrock({
      ListFoundationModels: () => ({ modelSummaries: [modelSummary('a.bare', 'INFERENCE_PROFILE')] }),
      ListInferenceProfiles: () => ({ inferenceProfileSummaries: [] }),
      CreateInferenceProfile: () => ({ inferenceProfileArn: CREATED_ARN }),
    });
    const found = await module.get(InferenceProfiles).resolve('a.bare', bedrock.send, signal);
    expect(found).toBe(created.length > 0 ? CREATED_ARN : undefined);
    expect(bedrock.operations()).toEqual(['ListFoundationModels', 'ListInferenceProfiles', ...created]);
    await module.close();
  });

  it('starts with the real secret reader, and without reading a secret', async () => {
    const imports = [BedrockModule.forRootAsync({ useFactory: () => ({ secretId: 'creds' }) })];
    const module = await Test.createTestingModule({ imports }).compile();
    expect(module.get(SecretReader)).toBeInstanceOf(SecretReader);
    await module.close();
  });
});
