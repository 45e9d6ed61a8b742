/** A secret as it stands, without its values. */
export interface SecretOutline {
  /** Version id -> its staging labels; versions without a label are not named. */
  readonly stages: ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether Secrets Manager rotates it by itself. */
  readonly rotates: boolean;
}

/** One version of a secret by its id. */
export interface StagedText {
  readonly text: string;
  readonly createdAtEpochMs?: number;
}

/** Which staging label moves between which versions. */
export interface StageMove {
  readonly stage: string;
  /** The version that must have it now; without it the label must be on no other version than `to`. */
  readonly from?: string;
  /** The version that has it afterwards; without it none has. */
  readonly to?: string;
}

/**
 * The versions of secrets, for those who rotate them. Each change is one call, and either has happened or has not.
 *
 * @example
 * await versions.put('bearer-token-secret', { id, text, stage: 'AWSPENDING' }, signal);
 * await versions.move('bearer-token-secret', { stage: 'AWSCURRENT', from: current, to: id }, signal);
 */
export abstract class SecretVersions {
  /**
   * Which versions there are and how they are labelled.
   *
   * @throws {SecretUnreadableError} also where there is no such secret; with the signal's reason when it fires first.
   */
  abstract outline(secretId: string, signal: AbortSignal): Promise<SecretOutline>;

  /**
   * The text of a version that has this label; undefined if it has no value or not that label.
   *
   * @throws as `outline`.
   */
  abstract read(
    secretId: string,
    version: { readonly id: string; readonly stage: string },
    signal: AbortSignal,
  ): Promise<StagedText | undefined>;

  /**
   * Makes a version with a value and a label, which goes there from wherever it was. The same again changes nothing; a
   * version never changes its value.
   *
   * @throws {SecretUnchangedError} `refused` where the version has another value.
   */
  abstract put(
    secretId: string,
    version: { readonly id: string; readonly text: string; readonly stage: string },
    signal: AbortSignal,
  ): Promise<void>;

  /**
   * Moves a label if it is where it is said to be, in one step: of two who do so at once, one succeeds. When
   * `AWSCURRENT` leaves a version, `AWSPREVIOUS` comes to it.
   *
   * @throws {SecretUnchangedError} `refused` where the label is elsewhere.
   */
  abstract move(secretId: string, move: StageMove, signal: AbortSignal): Promise<void>;
}

/** The version that has a label; undefined if none has. */
export function versionAt({ stages }: SecretOutline, stage: string): string | undefined {
  return [...stages].find(([, labels]) => labels.has(stage))?.[0];
}
