import { randomBytes } from 'node:crypto';
import { sameText } from '../bedrock/verify-sigv4.js';
import { IamProblem } from './iam-problem.js';

/** One of the user's keys for Bedrock. */
export interface IamCredential {
  readonly id: string;
  /** The public part of the key. */
  readonly alias: string;
  readonly apiKey: string;
  readonly isActive: boolean;
  readonly createdAtEpochMs: number;
  readonly expiresAtEpochMs?: number;
}

/** How the user is set up. */
export interface IamUserSettings {
  readonly userName: string;
  /** How long Bedrock does not know yet what IAM has made or changed. */
  readonly propagationMs: number;
  readonly nowEpochMs: () => number;
}

/** Source: IAM user guide, quotas: service-specific credentials per user and service. */
const mostCredentials = 2;
const dayMs = 86_400_000;

/** The one IAM user of the commercial account, whose API keys Bedrock accepts. */
export class IamUser {
  #credentials: readonly IamCredential[] = [];

  constructor(private readonly settings: IamUserSettings) {}

  get userName(): string {
    return this.settings.userName;
  }

  get credentials(): readonly IamCredential[] {
    return this.#credentials;
  }

  /** Takes in a key that was there before the user was; Bedrock has known it for long. */
  adopt(apiKey: string): void {
    const text = Buffer.from(apiKey.slice('ABSK'.length), 'base64').toString();
    const alias = text.slice(0, Math.max(0, text.indexOf(':')));
    this.#credentials = [{ id: newId(), alias, apiKey, isActive: true, createdAtEpochMs: 0 }];
  }

  /** @throws IamProblem `LimitExceeded` */
  create(ageDays: number | undefined): IamCredential {
    if (this.#credentials.length >= mostCredentials) {
      throw new IamProblem('LimitExceeded', `Cannot exceed quota for ServiceSpecificCredentialsPerUser: 2`);
    }
    const createdAtEpochMs = this.settings.nowEpochMs();
    const alias = `${this.userName}+${this.#credentials.length + 1}-at-123456789012`;
    const apiKey = `ABSK${Buffer.from(`${alias}:${randomBytes(32).toString('base64')}`).toString('base64')}`;
    const expires = ageDays === undefined ? {} : { expiresAtEpochMs: createdAtEpochMs + ageDays * dayMs };
    const credential = { id: newId(), alias, apiKey, isActive: true, createdAtEpochMs, ...expires };
    this.#credentials = [...this.#credentials, credential];
    return credential;
  }

  /** @throws IamProblem `NoSuchEntity` */
  setActive(id: string, isActive: boolean): void {
    this.#find(id);
    this.#credentials = this.#credentials.map((each) => (each.id === id ? { ...each, isActive } : each));
  }

  /** @throws IamProblem `NoSuchEntity` */
  delete(id: string): void {
    this.#find(id);
    this.#credentials = this.#credentials.filter((each) => each.id !== id);
  }

  /** Whether Bedrock accepts a key: active, not expired, and old enough for Bedrock to know of it. */
  takes(bearer: string, nowEpochMs: number): boolean {
    return this.#credentials.some(
      ({ apiKey, isActive, createdAtEpochMs, expiresAtEpochMs = Infinity }) =>
        sameText(apiKey, bearer) &&
        isActive &&
        nowEpochMs < expiresAtEpochMs &&
        nowEpochMs - createdAtEpochMs >= this.settings.propagationMs,
    );
  }

  #find(id: string): void {
    if (this.#credentials.some((each) => each.id === id)) return;
    throw new IamProblem('NoSuchEntity', 'The service specific credential cannot be found.');
  }
}

/** In the form of IAM's ids. */
function newId(): string {
  return `ACCA${randomBytes(12).toString('hex').toUpperCase().slice(0, 17)}`;
}
