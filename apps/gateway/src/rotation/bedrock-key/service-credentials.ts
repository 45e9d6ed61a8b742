/** One of an IAM user's keys for Bedrock, without the key itself. */
export interface ServiceCredential {
  /** IAM's `ServiceSpecificCredentialId`. */
  readonly id: string;
  /** The public part of the key. */
  readonly alias?: string;
  readonly isActive: boolean;
  readonly createdAtEpochMs: number;
}

/** A key that has just been made: the only time that anybody sees it. */
export interface NewServiceCredential {
  readonly id: string;
  readonly apiKey: string;
}

/**
 * The Bedrock API keys of one IAM user of the commercial account, of which there are two at most.
 *
 * @example
 * const { id, apiKey } = await credentials.create(signal);
 */
export abstract class ServiceCredentials {
  /** Whose keys they are, for people. */
  abstract readonly userName: string;

  /** @throws {IamCallError} as all of these. */
  abstract list(signal: AbortSignal): Promise<readonly ServiceCredential[]>;

  /**
   * Makes a key, which Bedrock takes within seconds. Not tried again: a lost answer would leave a key behind.
   *
   * @throws {IamCallError} `no-room` where there are two.
   */
  abstract create(signal: AbortSignal): Promise<NewServiceCredential>;

  /** Switches a key on or off; off, it is refused and not lost. */
  abstract setActive(id: string, isActive: boolean, signal: AbortSignal): Promise<void>;

  /** Ends a key for good. One that is gone already is no error. */
  abstract delete(id: string, signal: AbortSignal): Promise<void>;
}
