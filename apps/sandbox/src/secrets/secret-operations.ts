import { createHash, randomUUID } from 'node:crypto';
import { textAt } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { moveStage, versionAt, withVersion } from './secret-state.js';
import type { Secret, SecretState, SecretVersion } from './secret-state.js';
import { badParameter, noSuchSecret, SecretsProblem } from './secrets-problem.js';

/** Who owns the secrets; it shows in their ARNs. */
export interface SecretsAccount {
  readonly accountId: string;
  readonly region: string;
  readonly nowEpochMs: () => number;
}

/**
 * An operation of Secrets Manager, as a pure function of the state.
 * @throws SecretsProblem for everything that the service would refuse
 */
export type SecretOperation = (
  state: SecretState,
  input: JsonObject,
  account: SecretsAccount,
) => readonly [next: SecretState, output: JsonObject];

/** `CreateSecret`; the same token and value again is no conflict. */
export const createSecret: SecretOperation = (state, input, account) => {
  const name = textAt(input, 'Name') ?? '';
  if (!/^[A-Za-z0-9/_+=.@-]{1,512}$/.test(name)) throw badParameter('Invalid name.');
  const existing = ownSecret(state, name);
  if (existing !== undefined) return [state, { ...identity(existing), VersionId: sameVersion(existing, input).id }];
  const description = textAt(input, 'Description');
  const secret: Secret = {
    name,
    arn: arnOf(name, account),
    createdAtEpochMs: account.nowEpochMs(),
    versions: [],
    ...(description === undefined ? {} : { description }),
  };
  if (!hasValue(input)) return [keep(state, secret), identity(secret)];
  const version = readVersion(input, account);
  const stored = moveStage(withVersion(secret, version), 'AWSCURRENT', version.id);
  return [keep(state, stored), { ...identity(stored), VersionId: version.id }];
};

/** `PutSecretValue`: a new version, which is the current one unless the request names other stages. */
export const putSecretValue: SecretOperation = (state, input, account) => {
  const secret = findSecret(state, input);
  if (!hasValue(input)) throw badParameter('You must provide either SecretString or SecretBinary.');
  const version = readVersion(input, account);
  const existing = secret.versions.find(({ id }) => id === version.id);
  // A rotation begins with a version that has no value yet; any other keeps the one it has.
  const isEmpty = existing !== undefined && !hasText(existing);
  if (existing !== undefined && !isEmpty) sameVersion(secret, input);
  const base = existing === undefined ? withVersion(secret, version) : isEmpty ? filled(secret, version) : secret;
  const stages = readStages(input);
  // A first version is current whatever the request says: a secret is never without one.
  const wanted = versionAt(secret, 'AWSCURRENT') === undefined ? [...new Set([...stages, 'AWSCURRENT'])] : stages;
  const stored = wanted.reduce((changed, stage) => moveStage(changed, stage, version.id), base);
  return [
    keep(state, stored),
    { ...identity(stored), VersionId: version.id, VersionStages: stagesOf(stored, version.id) },
  ];
};

/** `UpdateSecretVersionStage`: moves, adds or removes one stage. */
export const updateSecretVersionStage: SecretOperation = (state, input) => {
  const secret = findSecret(state, input);
  const stage = textAt(input, 'VersionStage');
  if (stage === undefined) throw badParameter('You must provide a VersionStage.');
  const to = textAt(input, 'MoveToVersionId');
  const from = textAt(input, 'RemoveFromVersionId');
  const holder = versionAt(secret, stage);
  if (to !== undefined && !secret.versions.some(({ id }) => id === to)) throw noSuchVersion();
  if (stage === 'AWSCURRENT' && to === undefined)
    throw badParameter('You can only move staging label AWSCURRENT to a different secret version.');
  if (holder !== undefined && holder.id !== to && holder.id !== from) {
    throw badParameter(`The parameter RemoveFromVersionId must be the version that holds staging label ${stage}.`);
  }
  if (from !== undefined && holder?.id !== from)
    throw badParameter(`Staging label ${stage} is not attached to that version.`);
  return [keep(state, moveStage(secret, stage, to)), identity(secret)];
};

/** `GetSecretValue`: by version, by stage, or the current one. */
export const getSecretValue: SecretOperation = (state, input) => {
  const secret = findSecret(state, input);
  const id = textAt(input, 'VersionId');
  const stage = textAt(input, 'VersionStage') ?? (id === undefined ? 'AWSCURRENT' : undefined);
  const version = secret.versions.find(
    (candidate) =>
      (id === undefined || candidate.id === id) && (stage === undefined || candidate.stages.includes(stage)),
  );
  if (version === undefined || !hasText(version)) throw noSuchVersion();
  const { secretString, secretBinary } = version;
  const output = {
    ...identity(secret),
    VersionId: version.id,
    VersionStages: version.stages,
    CreatedDate: version.createdAtEpochMs / 1000,
    ...(secretString === undefined ? {} : { SecretString: secretString }),
    ...(secretBinary === undefined ? {} : { SecretBinary: secretBinary }),
  };
  return [state, output];
};

/**
 * `RotateSecret`: stages an empty version as pending and switches rotation on. To call the rotation function with it, step
 * by step, is left to whoever plays that part of the service.
 */
export const rotateSecret: SecretOperation = (state, input, account) => {
  const secret = findSecret(state, input);
  const pending = versionAt(secret, 'AWSPENDING');
  if (pending !== undefined && !pending.stages.includes('AWSCURRENT')) {
    throw new SecretsProblem(
      'InvalidRequestException',
      "A previous rotation isn't complete. That rotation will be reattempted.",
    );
  }
  const id = textAt(input, 'ClientRequestToken') ?? randomUUID();
  const withEmpty = withVersion(secret, { id, createdAtEpochMs: account.nowEpochMs() });
  const staged = moveStage({ ...withEmpty, rotationEnabled: true }, 'AWSPENDING', id);
  return [keep(state, staged), { ...identity(staged), VersionId: id }];
};

/** `DescribeSecret`: everything but the value. */
export const describeSecret: SecretOperation = (state, input) => [state, describe(findSecret(state, input))];

/** A secret without its values, as it is described and listed. */
export function describe(secret: Secret): JsonObject {
  const staged = secret.versions.filter(({ stages }) => stages.length > 0);
  return {
    ...identity(secret),
    ...(secret.description === undefined ? {} : { Description: secret.description }),
    ...(secret.rotationEnabled === undefined ? {} : { RotationEnabled: secret.rotationEnabled }),
    CreatedDate: secret.createdAtEpochMs / 1000,
    LastChangedDate: (secret.versions.at(-1)?.createdAtEpochMs ?? secret.createdAtEpochMs) / 1000,
    VersionIdsToStages: Object.fromEntries(staged.map(({ id, stages }) => [id, stages])),
  };
}

function findSecret(state: SecretState, input: JsonObject): Secret {
  const id = textAt(input, 'SecretId');
  if (id === undefined) throw badParameter('You must provide a SecretId.');
  // An ARN is also understood without the six characters that end it.
  const found = ownSecret(state, id) ?? Object.values(state).find(({ arn }) => arn === id || arn.slice(0, -7) === id);
  if (found === undefined) throw noSuchSecret();
  return found;
}

/** By name; `constructor` and its like are names too. */
function ownSecret(state: SecretState, name: string): Secret | undefined {
  return Object.hasOwn(state, name) ? state[name] : undefined;
}

function keep(state: SecretState, secret: Secret): SecretState {
  return { ...state, [secret.name]: secret };
}

function identity({ arn, name }: Secret): { ARN: string; Name: string } {
  return { ARN: arn, Name: name };
}

function stagesOf(secret: Secret, versionId: string): readonly string[] {
  return secret.versions.find(({ id }) => id === versionId)?.stages ?? [];
}

function hasValue(input: JsonObject): boolean {
  return textAt(input, 'SecretString') !== undefined || textAt(input, 'SecretBinary') !== undefined;
}

function readVersion(input: JsonObject, { nowEpochMs }: SecretsAccount): Omit<SecretVersion, 'stages'> {
  const secretString = textAt(input, 'SecretString');
  const secretBinary = textAt(input, 'SecretBinary');
  if (secretString !== undefined && secretBinary !== undefined) {
    throw badParameter("You can't specify both a binary secret value and a string secret value.");
  }
  return {
    id: textAt(input, 'ClientRequestToken') ?? randomUUID(),
    createdAtEpochMs: nowEpochMs(),
    ...(secretString === undefined ? {} : { secretString }),
    ...(secretBinary === undefined ? {} : { secretBinary }),
  };
}

/** The version that a repeated request made; with another value it is a conflict. */
function sameVersion(secret: Secret, input: JsonObject): SecretVersion {
  const version = secret.versions.find(({ id }) => id === textAt(input, 'ClientRequestToken'));
  const same =
    version?.secretString === textAt(input, 'SecretString') && version?.secretBinary === textAt(input, 'SecretBinary');
  if (version !== undefined && same) return version;
  throw new SecretsProblem('ResourceExistsException', 'The operation failed because the secret already exists.');
}

function hasText({ secretString, secretBinary }: SecretVersion): boolean {
  return secretString !== undefined || secretBinary !== undefined;
}

function filled(secret: Secret, version: Omit<SecretVersion, 'stages'>): Secret {
  const versions = secret.versions.map((each) => (each.id === version.id ? { ...each, ...version } : each));
  return { ...secret, versions };
}

function readStages(input: JsonObject): readonly string[] {
  const stages = input['VersionStages'];
  if (stages === undefined) return ['AWSCURRENT'];
  const valid = Array.isArray(stages) && stages.length > 0 && stages.every((stage) => typeof stage === 'string');
  if (!valid) throw badParameter('VersionStages must be a list of staging labels.');
  return stages;
}

function noSuchVersion(): SecretsProblem {
  return new SecretsProblem('ResourceNotFoundException', "Secrets Manager can't find the specified secret value.");
}

/** The service ends an ARN in six random characters; ours follow from the name, so that a restart changes nothing. */
function arnOf(name: string, { accountId, region }: SecretsAccount): string {
  const suffix = createHash('sha256').update(name).digest('hex').slice(0, 6);
  const partition = region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  return `arn:${partition}:secretsmanager:${region}:${accountId}:secret:${name}-${suffix}`;
}
