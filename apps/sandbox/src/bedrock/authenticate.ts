import type { IssuedSessions } from '../identity/issued-sessions.js';
import { BedrockProblem } from './bedrock-problem.js';
import { sameText, verifySigV4 } from './verify-sigv4.js';
import type { AccessKey, SignedRequest } from './verify-sigv4.js';

/** How a request proved who sent it. */
export type Authentication = 'bearer' | 'sigv4';

/** The credentials of the commercial account that Bedrock accepts at this moment. */
export interface AcceptedCredentials {
  readonly bedrockApiKey: string;
  readonly accessKey?: AccessKey;
}

/** API keys that come and go. */
export interface ApiKeys {
  takes(bearer: string, nowEpochMs: number): boolean;
}

/**
 * Holds what the Bedrock listeners accept. Replacing it takes effect with the next request, on both routes.
 */
export class CredentialBook {
  #sessions: IssuedSessions | undefined;
  #apiKeys: ApiKeys | undefined;

  constructor(private accepted: AcceptedCredentials) {}

  get current(): AcceptedCredentials {
    return this.accepted;
  }

  /** Accepts the given credentials beside those not named; what they replace is refused from now on. */
  accept(changed: Partial<AcceptedCredentials>): void {
    this.accepted = { ...this.accepted, ...changed };
  }

  /** Accepts sessions of assumed roles, too, until they end: those that this STS opens. */
  acceptSessions(sessions: IssuedSessions): void {
    this.#sessions = sessions;
  }

  /** Accepts the API keys of an IAM user, as they are at each moment, in place of the one key. */
  acceptApiKeysOf(apiKeys: ApiKeys): void {
    this.#apiKeys = apiKeys;
  }

  /** Whether a bearer is one of the API keys. */
  takesApiKey(bearer: string, nowEpochMs: number): boolean {
    return this.#apiKeys?.takes(bearer, nowEpochMs) ?? sameText(bearer, this.accepted.bedrockApiKey);
  }

  /**
   * The key that a signature says it is of; undefined when there is no such key.
   * @throws BedrockProblem `ExpiredTokenException` for a session that is over
   */
  keyOf(accessKeyId: string, nowEpochMs: number): AccessKey | undefined {
    const session = this.#sessions?.find(accessKeyId);
    if (session === undefined) return this.accepted.accessKey;
    if (nowEpochMs < session.expiresAtEpochMs) return session;
    throw new BedrockProblem('ExpiredTokenException', 'The security token included in the request is expired');
  }
}

/** Where and when a signature must be valid. */
export interface Authority {
  readonly credentials: CredentialBook;
  readonly region: string;
  readonly nowEpochMs: () => number;
}

/**
 * Verifies the bearer key or the signature of a request.
 * @throws BedrockProblem one of the 403 names; which one says what was wrong
 */
export function authenticate(request: SignedRequest, authority: Authority): Authentication {
  const header = request.headers.get('authorization');
  if (header === undefined) {
    throw new BedrockProblem('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  const bearer = /^Bearer (.*)$/i.exec(header)?.[1];
  if (bearer === undefined) {
    const nowEpochMs = authority.nowEpochMs();
    const accessKey = authority.credentials.keyOf(/Credential=([^/,\s]+)/.exec(header)?.[1] ?? '', nowEpochMs);
    const scope = { region: authority.region, service: 'bedrock', nowEpochMs };
    verifySigV4(request, accessKey === undefined ? [] : [accessKey], scope);
    return 'sigv4';
  }
  if (authority.credentials.takesApiKey(bearer, authority.nowEpochMs())) return 'bearer';
  throw new BedrockProblem('AccessDeniedException', 'Authentication failed: Please make sure your API Key is valid.');
}
