import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { DynamoDbAuditSink } from '@app/audit';
import { SecretsManagerSecretReader } from '@app/bedrock';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { fetchKeySet } from '../../apps/gateway/src/auth/keys/read-key-set.js';
import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { createCertificateAuthority } from '../support/certificates.js';
import { HELLO } from '../support/models.js';
import { post } from '../support/post.js';
import { environmentOf, startGateway } from '../support/system.js';
import { startTlsFront, type TlsFront, type TlsFrontOptions } from '../support/tls-front.js';

const NAMES = ['127.0.0.1'];
const HOUR_MS = 3_600_000;
const authority = createCertificateAuthority();
const good = authority.issue({ names: NAMES });
const stranger = createCertificateAuthority('Authority that nobody trusts');

/** What nobody of ours may talk to, each for one reason. */
const BAD_FRONTS: Readonly<Record<string, Omit<TlsFrontOptions, 'upstreamUrl'>>> = {
  'an authority that nobody trusts': { certificate: stranger.issue({ names: NAMES }) },
  'another name': { certificate: authority.issue({ names: ['127.0.0.2', 'bedrock.example'] }) },
  'a certificate of last hour': {
    certificate: authority.issue({ names: NAMES, notAfter: new Date(Date.now() - HOUR_MS) }),
  },
  'a certificate of tomorrow': {
    certificate: authority.issue({ names: NAMES, notBefore: new Date(Date.now() + HOUR_MS) }),
  },
  'TLS 1.1': {
    certificate: good,
    agreesTo: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
  },
};

/** A client of the gateway's, and where what it asks for stands; it rejects where it gets no answer. */
interface Client {
  readonly upstream: 'internet' | 'vpn' | 'secretsManager' | 'dynamodb';
  ask(url: string): Promise<unknown>;
}

let sandbox: Sandbox;
const trusted = getCACertificates('default');
beforeAll(async () => {
  setDefaultCACertificates([...trusted, authority.certificate]);
  sandbox = await startSandbox();
});
afterAll(async () => {
  setDefaultCACertificates(trusted);
  await sandbox.close();
});
beforeEach(() => {
  for (const [name, value] of Object.entries(environmentOf(sandbox))) vi.stubEnv(name, value);
  return () => void vi.unstubAllEnvs();
});

const CLIENTS: Readonly<Record<string, Client>> = {
  'the internet route': {
    upstream: 'internet',
    ask: (url) => invokeBy('internet', { GATEWAY_INTERNET_ENDPOINT: url }),
  },
  'the VPN route': { upstream: 'vpn', ask: (url) => invokeBy('vpn', { GATEWAY_VPN_ENDPOINT: url }) },
  'the reader of secrets': {
    upstream: 'secretsManager',
    ask: async (url) => {
      vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', url);
      const reader = new SecretsManagerSecretReader();
      onTestFinished(() => reader.onApplicationShutdown());
      return reader.read('bearer-token-secret', 'AWSCURRENT', AbortSignal.timeout(10_000));
    },
  },
  'the audit': {
    upstream: 'dynamodb',
    ask: (url) => {
      const options = {
        mode: 'strict',
        ttlDays: 1,
        tableName: 'audit',
        gatewayVersion: '1',
        createTableIfMissing: true,
      } as const;
      const sink = new DynamoDbAuditSink({ ...options, endpoint: url });
      onTestFinished(() => sink.close());
      return sink.check(AbortSignal.timeout(10_000));
    },
  },
  'the reader of key sets': {
    upstream: 'internet',
    // What the stand-in answers is no key set: it is enough that it does.
    ask: (url) =>
      fetchKeySet(url, AbortSignal.timeout(10_000)).catch(
        (error: { readonly cause?: { readonly message?: string } }) => {
          if (!/status \d{3}/.test(error.cause?.message ?? '')) throw error;
        },
      ),
  },
};

/** One call through a whole gateway, by one route. */
async function invokeBy(route: string, env: Readonly<Record<string, string>>): Promise<void> {
  await using system = await startGateway(sandbox, { env });
  const answer = await post(system, `/${route}/bedrock/invoke`, HELLO, { headers: { 'x-routing-fallback': 'deny' } });
  const attempts = answer.headers.get('x-routing-attempts');
  if (answer.status !== 200) throw new Error(`${answer.status} ${attempts}`);
}

/** Puts TLS in front of a stand-in, and counts what gets through. */
async function begin({ upstream }: Client, front: Omit<TlsFrontOptions, 'upstreamUrl'>): Promise<TlsFront> {
  const started = await startTlsFront({ upstreamUrl: sandbox.urls[upstream], ...front });
  onTestFinished(() => started[Symbol.asyncDispose]());
  return started;
}

describe.each(Object.entries(CLIENTS))('%s', (_, client) => {
  it('talks to whom the certificate names', async () => {
    const { url } = await begin(client, { certificate: good });
    await expect(client.ask(url)).resolves.not.toThrow();
  });

  it('prefers TLS 1.3, and takes TLS 1.2', async () => {
    const { url } = await begin(client, { certificate: good, agreesTo: { minVersion: 'TLSv1.3' } });
    await expect(client.ask(url)).resolves.not.toThrow();
    const { url: older } = await begin(client, { certificate: good, agreesTo: { maxVersion: 'TLSv1.2' } });
    await expect(client.ask(older)).resolves.not.toThrow();
  });

  it.each(Object.entries(BAD_FRONTS))('has no word for %s', async (_, front) => {
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    onTestFinished(() => void vi.restoreAllMocks());
    const { url } = await begin(client, front);
    await expect(client.ask(url)).rejects.toThrow(/./);
  });
});
