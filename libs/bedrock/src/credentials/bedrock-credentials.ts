import { createHash, timingSafeEqual } from 'node:crypto';

/** A Bedrock API key, sent as a bearer token exactly as it is stored. */
export interface ApiKeyCredentials {
  readonly kind: 'api-key';
  readonly apiKey: string;
  readonly region?: string;
}

/** An access key of the commercial account; requests are signed with it (SigV4). */
export interface AccessKeyCredentials {
  readonly kind: 'access-key';
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly region?: string;
  /** Runtime endpoint, `https://host`. Never used by a connection that is for private addresses only. */
  readonly endpoint?: string;
}

/** What the gateway shows Bedrock in the commercial partition. */
export type BedrockCredentials = ApiKeyCredentials | AccessKeyCredentials;

/** Compares two sets of credentials in a time that says nothing about where they differ. */
export function areSameCredentials(one: BedrockCredentials, other: BedrockCredentials): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(credentials: BedrockCredentials): Buffer {
  const fields = Object.entries(credentials).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(fields)).digest();
}
