import * as tls from 'node:tls';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { vi } from 'vitest';
import { startSandbox, type Sandbox } from '../../../apps/sandbox/src/sandbox.js';
import { readRecordsOfCaller, type StoredRecord } from '../../support/audit-records.js';
import { createCertificateAuthority, type ServerCertificate } from '../../support/certificates.js';
import { HELLO } from '../../support/models.js';
import { post } from '../../support/post.js';
import { environmentOf, startGateway } from '../../support/system.js';
import { Turnstile } from '../turnstile.js';
import { openBlackHole, type BlackHole } from './black-hole.js';
import { startSiblings, type Siblings } from './siblings.js';

/** What all cells of a run have in common, and what no cell can leave anything behind in that another one would see. */
export interface Surroundings extends AsyncDisposable {
  /** Secrets, and the audit table. Its Bedrock stays unused: each cell has its own. */
  readonly stores: Sandbox;
  /** The audit records of one caller. */
  readonly recordsOf: (subject: string) => Promise<readonly StoredRecord[]>;
  /** The key that every Bedrock of the run accepts. */
  readonly bedrockApiKey: string;
  readonly siblings: Siblings;
  readonly blackHole: BlackHole;
  /** Before every start: many at once would only make each other, and the requests under way, miss their deadlines. */
  readonly starts: Turnstile;
  readonly certificates: Readonly<Record<'good' | 'expired' | 'wrongName' | 'unknownAuthority', ServerCertificate>>;
}

/** The table of every gateway and sibling of a run. */
export const AUDIT_TABLE = 'fault-matrix';
const STARTS_AT_A_TIME = 2;
const ADDRESS = ['127.0.0.1'];
const LONG_AGO = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2021-01-01T00:00:00Z') };

/** Starts it all. Until it is disposed of, this process trusts one authority more, and the SDK's endpoints are these. */
export async function startSurroundings(): Promise<Surroundings> {
  await using undo = new AsyncDisposableStack();
  const stores = undo.adopt(await startSandbox(), (sandbox) => sandbox.close());
  undo.defer(keepEnvironment());
  for (const [name, value] of Object.entries(environmentOf(stores))) vi.stubEnv(name, value);
  const recordsOf = undo.use(await openRecords(stores));
  const siblings = undo.use(await startSiblings());
  const blackHole = undo.use(await openBlackHole());
  const { certificates, trusted } = issueCertificates();
  undo.defer(trust(trusted));
  const { bedrock_api_key: bedrockApiKey = '' } = JSON.parse(
    (await stores.readSecret('cross-partition-commercial-creds')) ?? '{}',
  ) as Readonly<Record<string, string>>;
  const owned = undo.move();
  const end = (): Promise<void> => owned.disposeAsync();
  return {
    stores,
    recordsOf: recordsOf.of,
    bedrockApiKey,
    siblings,
    blackHole,
    certificates,
    starts: new Turnstile(STARTS_AT_A_TIME),
    [Symbol.asyncDispose]: end,
  };
}

/** Gateways put what they are started with into the environment. Returns what puts it in order again. */
function keepEnvironment(): () => void {
  const before = { ...process.env };
  return () => {
    vi.unstubAllEnvs();
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  };
}

/** Makes the table by a first request: no cell has to, and has more time for what it is there for. */
async function openRecords(stores: Sandbox): Promise<{ of: Surroundings['recordsOf'] } & Disposable> {
  await using first = await startGateway(stores, { env: { GATEWAY_AUDIT_TABLE: AUDIT_TABLE } });
  await post(first, '/bedrock/invoke', HELLO);
  // Endpoint, region and credentials are those that the environment names.
  const client = new DynamoDBClient();
  return {
    of: (subject) => readRecordsOfCaller(client, AUDIT_TABLE, subject),
    [Symbol.dispose]: () => client.destroy(),
  };
}

function issueCertificates(): { readonly certificates: Surroundings['certificates']; readonly trusted: string } {
  const authority = createCertificateAuthority();
  const certificates = {
    good: authority.issue({ names: ADDRESS }),
    expired: authority.issue({ names: ADDRESS, ...LONG_AGO }),
    wrongName: authority.issue({ names: ['elsewhere.example'] }),
    unknownAuthority: createCertificateAuthority('An authority that nobody trusts').issue({ names: ADDRESS }),
  };
  return { certificates, trusted: authority.certificate };
}

/** Returns what ends it. */
function trust(certificate: string): () => void {
  const before = tls.getCACertificates('default');
  tls.setDefaultCACertificates([...before, certificate]);
  return () => tls.setDefaultCACertificates(before);
}
