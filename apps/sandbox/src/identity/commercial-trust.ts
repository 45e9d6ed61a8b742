import type { KeyObject } from 'node:crypto';

/** What the commercial account believes: one identity provider, and one role that trusts it. */
export interface CommercialTrust {
  readonly roleArn: string;
  readonly issuer: string;
  readonly audience: string;
  readonly subject: string;
  /** The issuer's public keys by `kid`, as the key set at its URL has them. */
  readonly keys: ReadonlyMap<string, KeyObject>;
  /** Whether tokens of GovCloud's STS are taken; AWS does not (IAM User Guide, outbound identity federation). */
  readonly takesTokensOfSts: boolean;
}
