import { hasFipsEndpoints, type WebIdentityOptions } from '@app/bedrock';
import { flag, matching } from './parse-value.js';
import type { VariableReader } from './variable-reader.js';

/** The commercial side. */
export interface BedrockConfig {
  /** Unset: the region that the secret names, else the default of `@app/bedrock`. */
  readonly region?: string;
  /** Secret with the commercial credentials; not read where there is a web identity. */
  readonly secretId: string;
  /** Sessions of a commercial role in place of the secret. */
  readonly webIdentity?: WebIdentityOptions;
  /** Whether inference profiles may be created in the commercial account. */
  readonly createInferenceProfiles: boolean;
  /** Whether the public endpoints of AWS in the commercial region are its FIPS endpoints. */
  readonly useFipsEndpoints: boolean;
}

/** A secret's name or ARN. Source: Secrets Manager API, `CreateSecret` (`Name`) and `GetSecretValue` (`SecretId`). */
export const SECRET_ID = /^[A-Za-z0-9/_+=.@:-]{1,2048}$/;

/** What {@link SECRET_ID} stands for, in the operator's words. */
export const SECRET_ID_WORDS = 'the name or ARN of a secret';

/** `us-east-1`, but neither `us-gov-west-1` nor `us-iso-east-1`: commercial regions have three parts. */
const COMMERCIAL_REGION = /^[a-z]{2}-[a-z]{4,16}-\d{1,2}$/;

/** Reads the `GATEWAY_BEDROCK_*` variables, and what may be done in that account. */
export function readBedrock(variables: VariableReader, webIdentity: WebIdentityOptions | undefined): BedrockConfig {
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
  const useFipsEndpoints = readFips(variables, region);
  return {
    secretId,
    createInferenceProfiles,
    useFipsEndpoints,
    ...(webIdentity && { webIdentity }),
    ...(region !== undefined && { region }),
  };
}

/** A region without FIPS endpoints has none to fall back on: this is known before anything is sent. */
function readFips(variables: VariableReader, region: string | undefined): boolean {
  const wanted = variables.withDefault('GATEWAY_USE_FIPS_ENDPOINTS', flag, false);
  if (wanted && region !== undefined && !hasFipsEndpoints(region)) {
    variables.report('GATEWAY_USE_FIPS_ENDPOINTS', 'needs a GATEWAY_BEDROCK_REGION where Bedrock has FIPS endpoints');
  }
  return wanted;
}
