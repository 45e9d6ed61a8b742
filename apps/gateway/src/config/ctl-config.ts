import { parseDocumentUrl } from './parse-endpoint.js';
import { matching, UnfitValue, wholeNumber } from './parse-value.js';
import type { VariableReader } from './variable-reader.js';

/** What the operator's command line is told by its environment. */
export interface CtlConfig {
  /** Where the gateway is, without a slash at the end; behind API Gateway its stage is in it. */
  readonly gatewayUrl: string;
  /** A token to show; unset: one is signed where that is possible. */
  readonly token?: string;
  /** Model that is called to try a route. */
  readonly model: string;
  /** A route or store that takes longer than this, three times in a row, is called slow. */
  readonly slowAfterMs: number;
  /** The SDK's own `AWS_REGION`, for information. */
  readonly region?: string;
  /** Whether any address of AWS's services is on this machine, so that no partition is involved. */
  readonly usesStandIns: boolean;
  /** Whether anything says how to reach AWS from here. Not so: all that is known, the gateway has to tell. */
  readonly knowsAws: boolean;
}

/** Small, cheap, and in every commercial region by its profile. */
const DEFAULT_MODEL = 'us.amazon.nova-lite-v1:0';

const MODEL_ID = /^[A-Za-z0-9][A-Za-z0-9.:/_-]{0,2047}$/;

/** Three parts of base64url: nothing else can stand in the header, and nothing else is a token. */
const TOKEN = /^[\w-]{1,8192}\.[\w-]{1,16384}\.[\w-]{1,8192}$/;

const REGION = /^[a-z]{2}(?:-[a-z]{2,16}){1,3}-\d{1,2}$/;

const MOST_SLOW_MS = 60_000;

/** Ways to credentials of AWS that the environment shows. Those of a machine it does not: there the region has to do. */
const AWS_CREDENTIALS = [
  'AWS_ACCESS_KEY_ID',
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_LAMBDA_FUNCTION_NAME',
] as const;

/** Reads the `CTL_*` variables, and of others what the command line has to know about them. */
export function readCtl(variables: VariableReader): CtlConfig {
  const token = variables.optional('CTL_TOKEN', matching(TOKEN, 'a token: three parts with dots between them'));
  const region = variables.ofSdk('AWS_REGION', matching(REGION, 'a region such as us-gov-west-1'));
  return {
    gatewayUrl: variables.withDefault('CTL_GATEWAY_URL', parseGatewayUrl, 'http://127.0.0.1:3000'),
    model: variables.withDefault('CTL_MODEL', matching(MODEL_ID, 'a model id'), DEFAULT_MODEL),
    slowAfterMs: variables.withDefault('CTL_SLOW_AFTER_MS', wholeNumber(1, MOST_SLOW_MS), 2_000),
    usesStandIns: isOnThisMachine(variables),
    knowsAws: AWS_CREDENTIALS.some((name) => variables.isSet(name)) || (region !== undefined && token === undefined),
    ...(token !== undefined && { token }),
    ...(region !== undefined && { region }),
  };
}

/**
 * Where a gateway is: an https URL, or http on this machine; a path is the stage of an API.
 *
 * @throws {UnfitValue} for anything else: a token goes there.
 */
export function parseGatewayUrl(text: string): string {
  const url = parseDocumentUrl(text);
  if (url.includes('?')) throw new UnfitValue('must be a URL without a query');
  return url.replace(/\/+$/, '');
}

/** Whether the environment has nothing against colours. Sources: no-color.org, and the custom of `TERM=dumb`. */
export function isColourWelcome(env: NodeJS.ProcessEnv): boolean {
  return (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}

/** Only what is set is looked at: the loader of the gateway says whether it is right. */
function isOnThisMachine(variables: VariableReader): boolean {
  const names = ['AWS_ENDPOINT_URL_SECRETS_MANAGER', 'AWS_ENDPOINT_URL_DYNAMODB', 'AWS_ENDPOINT_URL'];
  return names.some((name) => /^http:/i.test(variables.ofSdk(name, (text) => text) ?? ''));
}
