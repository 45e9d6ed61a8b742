/** How the gateway proves who it is to the commercial partition, in place of a key in a secret. */
export interface WebIdentityOptions {
  /** Commercial role that trusts the tokens, e.g. `arn:aws:iam::123456789012:role/gateway-bedrock`. */
  readonly roleArn: string;
  /** What `aud` says; the identity provider in the commercial account lists it. */
  readonly audience: string;
  /** How the tokens are signed. */
  readonly tokens: SignedByKms | SignedBySts;
}

/**
 * By an asymmetric key in KMS, whose private part never leaves it. The issuer's two documents (discovery and key set)
 * lie where the commercial partition can read them.
 */
export interface SignedByKms {
  readonly by: 'kms';
  /** Id or ARN of the key; no alias, as the id names the key in the key set. */
  readonly keyId: string;
  /** What `iss` says: the URL below which the two documents lie. */
  readonly issuer: string;
  /** What `sub` says; the role's trust policy names it. */
  readonly subject: string;
}

/**
 * By STS of the gateway's own partition (`GetWebIdentityToken`). AWS takes such tokens everywhere but in AWS itself.
 * Source: IAM User Guide, "Getting started with outbound identity federation", note under the prerequisites.
 */
export interface SignedBySts {
  readonly by: 'sts';
}
