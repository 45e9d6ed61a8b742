import { signingKeyId, type WebIdentityOptions } from '@app/bedrock';
import type { Attachment, RoutesConfig } from './routes-config.js';
import { matching, UnfitValue, type ParseValue } from './parse-value.js';
import type { VariableReader } from './variable-reader.js';

/** A role of the commercial partition. Source: IAM API, `Role` (`Arn`, `Path`, `RoleName`). */
const COMMERCIAL_ROLE = /^arn:aws:iam::\d{12}:role\/(?:[\w+=,.@-]+\/){0,16}[\w+=,.@-]{1,64}$/;

/** An issuer is compared letter by letter, so it is taken as it stands. Source: OpenID Connect Discovery 1.0, section 3. */
const ISSUER = /^https:\/\/[a-z0-9.-]+(?::\d{1,5})?(?:\/[A-Za-z0-9._~-]+)*$/;

/** Whether text can stand in `iss` and name the place of an issuer's documents. */
export function isIssuer(text: string): boolean {
  return ISSUER.test(text);
}

/** What stands between commas in a trust policy: no quotes, wildcards or variables. */
const WORD = /^[A-Za-z0-9._:/-]{1,255}$/;

/** These mean nothing where credentials come from the secret. */
const OF_THE_ROLE = ['KMS_KEY_ID', 'ISSUER', 'AUDIENCE', 'SUBJECT'] as const;

/** Where the process is, as far as it matters for the way to STS. */
export interface StsSurroundings {
  readonly attachment: Attachment;
  readonly routes: RoutesConfig;
}

/**
 * Reads how the gateway proves who it is to the commercial partition without a key in a secret: a role there, and what
 * signs the tokens for it. Undefined: by the secret.
 */
export function readWebIdentity(
  variables: VariableReader,
  { attachment, routes }: StsSurroundings,
): WebIdentityOptions | undefined {
  const roleArn = variables.optional(
    'GATEWAY_BEDROCK_ROLE_ARN',
    matching(COMMERCIAL_ROLE, 'the ARN of a role in a commercial account'),
  );
  const keyId = variables.optional('GATEWAY_WEB_IDENTITY_KMS_KEY_ID', parseKeyId);
  const issuer = variables.optional('GATEWAY_WEB_IDENTITY_ISSUER', matching(ISSUER, 'an https URL without a query'));
  const word = matching(WORD, 'a word of letters, digits and . _ : / -');
  const audience = variables.optional('GATEWAY_WEB_IDENTITY_AUDIENCE', word) ?? 'sts.amazonaws.com';
  const subject = variables.optional('GATEWAY_WEB_IDENTITY_SUBJECT', word) ?? 'dual-routing-gateway';
  if (roleArn === undefined) return refuseWithoutRole(variables);
  if ((keyId === undefined) !== (issuer === undefined)) {
    variables.report('GATEWAY_WEB_IDENTITY_ISSUER', 'and GATEWAY_WEB_IDENTITY_KMS_KEY_ID need each other');
  }
  if (attachment !== 'internet' && routes.vpn.runtimeEndpoint !== undefined && routes.vpn.stsEndpoint === undefined) {
    variables.report('GATEWAY_VPN_STS_ENDPOINT', 'is needed: the VPN route has no other way to a session of the role');
  }
  const tokens =
    keyId === undefined || issuer === undefined
      ? ({ by: 'sts' } as const)
      : ({ by: 'kms', keyId, issuer, subject } as const);
  return { roleArn, audience, tokens };
}

function refuseWithoutRole(variables: VariableReader): undefined {
  for (const name of OF_THE_ROLE.map((end) => `GATEWAY_WEB_IDENTITY_${end}`)) {
    if (variables.isSet(name)) variables.report(name, 'needs GATEWAY_BEDROCK_ROLE_ARN');
  }
}

const parseKeyId: ParseValue<string> = (text) => {
  if (signingKeyId(text) !== undefined) return text;
  throw new UnfitValue('must be the id or ARN of a KMS key, no alias');
};
