import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { readAuditRecords } from '../support/audit-records.js';
import { startRecordingUpstream, type RecordingUpstream } from '../support/recording-upstream.js';
import { environmentOf } from '../support/system.js';
import type { Asked } from './asked.js';
import { Canaries } from './canaries.js';
import { UPSTREAM_ANSWERS, type AnswerTexts, type UpstreamAnswer } from './upstream-answers.js';

/** Everything around a gateway that can hold a canary, full of them. */
export interface CanaryGround extends AsyncDisposable {
  readonly canaries: Canaries;
  readonly sandbox: Sandbox;
  /** What a gateway is started with. */
  readonly env: Readonly<Record<string, string>>;
  /** What Bedrock answers from now on, by both routes; with texts of its own, which are returned. */
  answerWith(name: keyof typeof UPSTREAM_ANSWERS): AnswerTexts;
  tokenFor(asked: Asked): Promise<string>;
  /** Every item of the audit table, as text. */
  auditItems(): Promise<string>;
}

const EVERYTHING = {
  permissions: [
    'bedrock:invoke',
    'bedrock:invoke-stream',
    'bedrock:list-models',
    'status:read',
    'audit:read',
    'console:read',
  ],
  routes: ['internet', 'vpn'],
  models: ['*'],
  classifications: ['public', 'internal', 'cui'],
};

/** Names that a template gives, in the place of such as must not be seen. */
export interface FixedNames {
  readonly tokenSecretId: string;
  readonly credentialsId: string;
  readonly auditTable: string;
}

/** Starts the stand-ins with secrets, names and settings that must not be seen. */
export async function prepareGround(fixed?: FixedNames): Promise<CanaryGround> {
  const canaries = new Canaries();
  const sandbox = await startSandbox();
  const names = fixed ?? {
    tokenSecretId: canaries.plant('a secret id'),
    credentialsId: canaries.plant('another secret id'),
    auditTable: canaries.plant('the audit table'),
  };
  const { tokenSecretId, credentialsId, auditTable } = names;
  const kid = canaries.plant('kid');
  // One alone would be shorter than a key may be.
  const signingKey = canaries.plant('the token secret') + canaries.plant('the end of the token secret');
  await sandbox.putSecret(tokenSecretId, JSON.stringify({ secret: signingKey, kid }));
  await sandbox.putSecret(credentialsId, JSON.stringify({ bedrock_api_key: canaries.plant('the commercial key') }));
  const [issuer, audience] = [canaries.plant('issuer'), canaries.plant('audience')];
  const scene = { answer: UPSTREAM_ANSWERS['an answer in one piece'] as UpstreamAnswer, texts: textsOf(canaries) };
  const upstream: RecordingUpstream = await startRecordingUpstream((response) => scene.answer(response, scene.texts));
  return {
    canaries,
    sandbox,
    env: {
      ...environmentOf(sandbox),
      PATH: process.env['PATH'] ?? '',
      GATEWAY_INTERNET_ENDPOINT: upstream.url,
      GATEWAY_INTERNET_CONTROL_ENDPOINT: upstream.url,
      GATEWAY_VPN_ENDPOINT: upstream.url,
      GATEWAY_VPN_CONTROL_ENDPOINT: upstream.url,
      GATEWAY_TOKEN_SECRET_ID: tokenSecretId,
      GATEWAY_BEDROCK_SECRET_ID: credentialsId,
      GATEWAY_TOKEN_ISSUER: issuer,
      GATEWAY_TOKEN_AUDIENCE: audience,
      GATEWAY_AUDIT_TABLE: auditTable,
      GATEWAY_MAX_BODY_BYTES: '4000',
      AWS_ACCESS_KEY_ID: canaries.plant('the own access key'),
      AWS_SECRET_ACCESS_KEY: canaries.plant('the own secret key'),
      AWS_SESSION_TOKEN: canaries.plant('the own session token'),
      SOMEBODY_ELSES_VARIABLE: canaries.plant('the environment'),
    },
    answerWith: (name) => {
      Object.assign(scene, { answer: UPSTREAM_ANSWERS[name], texts: textsOf(canaries) });
      return scene.texts;
    },
    tokenFor: async ({ claims }) => {
      const nowS = Math.floor(Date.now() / 1_000);
      const all = {
        iss: issuer,
        aud: audience,
        iat: nowS,
        exp: nowS + 600,
        jti: randomUUID(),
        ...EVERYTHING,
        ...claims,
      };
      const header = { alg: 'HS256', typ: 'JWT', kid };
      const token = await new SignJWT(all).setProtectedHeader(header).sign(Buffer.from(signingKey));
      canaries.watch(token.slice(token.lastIndexOf('.') + 1));
      return token;
    },
    auditItems: async () => JSON.stringify(await readAuditRecords(sandbox.urls.dynamodb, auditTable)),
    [Symbol.asyncDispose]: async () => {
      await upstream[Symbol.asyncDispose]();
      await sandbox.close();
    },
  };
}

function textsOf(canaries: Canaries): AnswerTexts {
  const [said, type] = [canaries.plant('what Bedrock says'), canaries.plant('the type of an error of Bedrock')];
  return { said, type, hidden: canaries.plant('what no caller is to see of an answer of Bedrock') };
}
