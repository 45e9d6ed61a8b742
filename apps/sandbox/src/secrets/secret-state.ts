/** One version of a secret; versions without a stage are forgotten in time. */
export interface SecretVersion {
  readonly id: string;
  readonly secretString?: string;
  /** Base64, as the protocol carries it. */
  readonly secretBinary?: string;
  readonly stages: readonly string[];
  readonly createdAtEpochMs: number;
}

/** One secret with its versions, oldest first. */
export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  /** Whether a rotation was ever asked for. */
  readonly rotationEnabled?: boolean;
  readonly createdAtEpochMs: number;
  readonly versions: readonly SecretVersion[];
}

/** Every secret, by name. This is what the file holds. */
export type SecretState = Readonly<Record<string, Secret>>;

/** The service keeps about a hundred versions of a secret; so do we, which also bounds the file. */
const maxVersions = 100;

/** The version that carries a stage; a stage is on one version at most. */
export function versionAt(secret: Secret, stage: string): SecretVersion | undefined {
  return secret.versions.find(({ stages }) => stages.includes(stage));
}

/** A secret with one more version, which carries no stage yet. */
export function withVersion(secret: Secret, version: Omit<SecretVersion, 'stages'>): Secret {
  const kept = secret.versions.filter(
    ({ stages }, index) => stages.length > 0 || secret.versions.length - index < maxVersions,
  );
  return { ...secret, versions: [...kept, { ...version, stages: [] }] };
}

/**
 * Moves a stage to a version, or off all of them. When `AWSCURRENT` leaves a version, `AWSPREVIOUS` comes to it:
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html
 */
export function moveStage(secret: Secret, stage: string, toVersionId: string | undefined): Secret {
  const from = versionAt(secret, stage);
  if (from?.id === toVersionId) return secret;
  const versions = secret.versions.map((version) => ({
    ...version,
    stages: [...version.stages.filter((other) => other !== stage), ...(version.id === toVersionId ? [stage] : [])],
  }));
  const moved = { ...secret, versions };
  return stage === 'AWSCURRENT' && from !== undefined ? moveStage(moved, 'AWSPREVIOUS', from.id) : moved;
}
