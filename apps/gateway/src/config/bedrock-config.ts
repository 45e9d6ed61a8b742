import { flag, matching } from './parse-value.js';
import type { VariableReader } from './variable-reader.js';

/** The commercial side. */
export interface BedrockConfig {
  /** Unset: the region that the secret names, else the default of `@app/bedrock`. */
  readonly region?: string;
  /** Secret with the commercial credentials. */
  readonly secretId: string;
  /** Whether inference profiles may be created in the commercial account. */
  readonly createInferenceProfiles: boolean;
}

/** A secret's name or ARN. Source: Secrets Manager API, `CreateSecret` (`Name`) and `GetSecretValue` (`SecretId`). */
export const SECRET_ID = /^[A-Za-z0-9/_+=.@:-]{1,2048}$/;

/** What {@link SECRET_ID} stands for, in the operator's words. */
export const SECRET_ID_WORDS = 'the name or ARN of a secret';

/** `us-east-1`, but neither `us-gov-west-1` nor `us-iso-east-1`: commercial regions have three parts. */
const COMMERCIAL_REGION = /^[a-z]{2}-[a-z]{4,16}-\d{1,2}$/;

/** Reads the `GATEWAY_BEDROCK_*` variables, and what may be done in that account. */
export function readBedrock(variables: VariableReader): BedrockConfig {
  const region = variables.optional(
    'GATEWAY_BEDROCK_REGION',
    matching(COMMERCIAL_REGION, 'a commercial region such as us-east-1'),
  );
  const secretId = variables.withDefault(
    'GATEWAY_BEDROCK_SECRET_ID',
    matching(SECRET_ID, SECRET_ID_WORDS),
    'cross-partition-commercial-creds',
  );
  const createInferenceProfiles = variables.withDefault('GATEWAY_CREATE_INFERENCE_PROFILES', flag, false);
  return { secretId, createInferenceProfiles, ...(region !== undefined && { region }) };
}
