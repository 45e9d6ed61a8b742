import type { AddedModel } from './bedrock/catalogue.js';
import type { AccessKey } from './bedrock/verify-sigv4.js';
import type { SecretStrings } from './secrets/seed-secrets.js';

/** The stand-ins, by the names of their URLs. */
export const standInNames = ['internet', 'vpn', 'secretsManager', 'dynamodb'] as const;

/** A stand-in, by the name of its URL. */
export type StandInName = (typeof standInNames)[number];

/** What listens: the stand-ins and the switchboard. */
export type ListenerName = StandInName | 'switchboard';

/** IAM of the commercial partition, for who rotates API keys. */
export interface IamSettings {
  /** Who may manage the user's keys. Default: a key of the sandbox's own, which `Sandbox.iam` tells. */
  readonly accessKey?: AccessKey;
  /** Default `bedrock-gateway`. */
  readonly userName?: string;
  /** How long Bedrock does not know of a new key. Default 0. */
  readonly propagationMs?: number;
  readonly port?: number;
}

/** How a sandbox is set up; everything has a default. */
export interface SandboxOptions {
  /** Where secrets and tables are kept; without it in memory, and answers keep their bodies in the exchange log. */
  readonly folder?: string;
  /** The key that the Bedrock listeners accept and the commercial secret holds; else the one that secret has. */
  readonly bedrockApiKey?: string;
  /** Set: there is an IAM, and the Bedrock listeners accept the API keys of its user, at first the one in the secret. */
  readonly iam?: IamSettings;
  /** The access key whose signatures the Bedrock listeners accept; without it they accept none. */
  readonly accessKey?: AccessKey;
  /** Ports that are not named are chosen by the system. */
  readonly ports?: Partial<Readonly<Record<ListenerName, number>>>;
  /** Secrets that are there from the beginning, by name; they win over the usual two. */
  readonly secretsSeed?: SecretStrings;
  /** The region that Bedrock's signatures must be for, and that its ARNs name. Default `us-east-1`. */
  readonly bedrockRegion?: string;
  /** Models that Bedrock has besides the usual ones. */
  readonly models?: readonly AddedModel[];
  /** The clock that signatures are judged by. Default `Date.now`. */
  readonly nowEpochMs?: () => number;
}
