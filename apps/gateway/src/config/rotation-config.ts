import { ROUTES, type Route } from '@app/routing';
import { SECRET_ID, SECRET_ID_WORDS } from './bedrock-config.js';
import { parseEndpoint } from './parse-endpoint.js';
import { listOf, matching, wholeNumber } from './parse-value.js';
import type { VariableReader } from './variable-reader.js';

/** How the Bedrock API key is rotated. Without the first two it cannot be. */
export interface RotationSettings {
  /** Secret with access keys of the commercial account that may manage the keys of one IAM user, and nothing else. */
  readonly adminSecretId?: string;
  /** The IAM user of the commercial account whose keys the gateway uses; used for nothing else. */
  readonly userName?: string;
  /** IAM of the commercial partition. */
  readonly iamEndpoint: string;
  /** Days after which a new key ends by itself; unset: never. */
  readonly keyDays?: number;
  /** Routes on which a new key has to be taken; unset: every route that there is. */
  readonly routes?: readonly Route[];
}

/** Source: IAM API reference, `CreateServiceSpecificCredential` (`UserName`). */
const USER_NAME = /^[\w+=,.@-]{1,64}$/;

/** Source: as above (`CredentialAgeDays`). */
const MOST_KEY_DAYS = 36_600;

/** Reads the `GATEWAY_ROTATION_*` variables. */
export function readRotation(variables: VariableReader): RotationSettings {
  const secretId = matching(SECRET_ID, SECRET_ID_WORDS);
  const adminSecretId = variables.optional('GATEWAY_ROTATION_ADMIN_SECRET_ID', secretId);
  const userName = variables.optional(
    'GATEWAY_ROTATION_USER_NAME',
    matching(USER_NAME, 'the name of an IAM user, without a path'),
  );
  const keyDays = variables.optional('GATEWAY_ROTATION_KEY_DAYS', wholeNumber(1, MOST_KEY_DAYS));
  const routes = variables.optional('GATEWAY_ROTATION_ROUTES', listOf(ROUTES));
  return {
    // One place for the whole partition. Source: AWS General Reference, "IAM endpoints".
    iamEndpoint: variables.withDefault('GATEWAY_ROTATION_IAM_ENDPOINT', parseEndpoint, 'https://iam.amazonaws.com'),
    ...(adminSecretId !== undefined && { adminSecretId }),
    ...(userName !== undefined && { userName }),
    ...(keyDays !== undefined && { keyDays }),
    ...(routes !== undefined && { routes }),
  };
}
