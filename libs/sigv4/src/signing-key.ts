import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/** An AWS access key. Held by reference: the key derived from it is kept as long as this very object is. */
export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** What a signature is good for. */
export interface SigningScope {
  /** E.g. `us-gov-west-1`. */
  readonly region: string;
  /** The service's signing name, e.g. `bedrock`. */
  readonly service: string;
}

/** Ends every credential scope. */
export const TERMINATOR = 'aws4_request';

const keys = new WeakMap<SigningCredentials, { readonly scope: string; readonly key: KeyObject }>();

/**
 * The key that signs the requests of one day to one service. Derived anew when the day, the scope or the credentials
 * change: a process calls each service with credentials of its own, so one key per credentials is enough.
 *
 * A key object, as Node would otherwise wrap the bytes anew for each signature, which costs several times the signature.
 *
 * @param date of the signature, `YYYYMMDD`.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signingKeyOf(
  credentials: SigningCredentials,
  { region, service }: SigningScope,
  date: string,
): KeyObject {
  const scope = `${date}/${region}/${service}`;
  const known = keys.get(credentials);
  if (known?.scope === scope) return known.key;
  const parts = [date, region, service, TERMINATOR];
  const seed = createSecretKey(`AWS4${credentials.secretAccessKey}`, 'utf8');
  const key = parts.reduce((last, part) => createSecretKey(createHmac('sha256', last).update(part).digest()), seed);
  keys.set(credentials, { scope, key });
  return key;
}
