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

/**
 * Holds what the Bedrock listeners accept. Replacing it takes effect with the next request, on both routes.
 */
export class CredentialBook {
  constructor(private accepted: AcceptedCredentials) {}

  get current(): AcceptedCredentials {
    return this.accepted;
  }

  /** Accepts the given credentials beside those not named; what they replace is refused from now on. */
  accept(changed: Partial<AcceptedCredentials>): void {
    this.accepted = { ...this.accepted, ...changed };
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
  const { bedrockApiKey, accessKey } = authority.credentials.current;
  const bearer = /^Bearer (.*)$/i.exec(header)?.[1];
  if (bearer === undefined) {
    const scope = { region: authority.region, service: 'bedrock', nowEpochMs: authority.nowEpochMs() };
    verifySigV4(request, accessKey === undefined ? [] : [accessKey], scope);
    return 'sigv4';
  }
  if (sameText(bearer, bedrockApiKey)) return 'bearer';
  throw new BedrockProblem('AccessDeniedException', 'Authentication failed: Please make sure your API Key is valid.');
}
