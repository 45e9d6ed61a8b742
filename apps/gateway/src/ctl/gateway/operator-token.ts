import { GatewayConfigError } from '../../config/gateway-config.error.js';
import { loadOperatorConfig, type GatewayConfig } from '../../config/gateway-config.js';
import type { CtlConfig } from '../../config/ctl-config.js';
import { toTokenGrant } from '../../auth/command/to-token-grant.js';
import { TokenKeysUnavailableError } from '../../auth/errors.js';
import { issueToken } from '../../auth/issue-token.js';
import { readSigningKey } from '../../auth/keys/read-secret-keys.js';
import { CtlError } from '../ctl.error.js';
import type { Surroundings } from '../surroundings.js';
import { explainAwsFailure } from './explain-aws-failure.js';

/** Long enough for one command; a command that watches for longer signs another one. */
const LIFETIME = '5m';
const RENEW_AFTER_MS = 4 * 60_000;
const SECRET_TIMEOUT_MS = 8_000;

/**
 * The token that the command line shows the gateway: the one in `CTL_TOKEN`, else one of five minutes that it signs
 * itself with the secret that the environment points to. It is never printed.
 */
export class OperatorToken {
  #signed: { readonly token: Promise<string>; readonly atEpochMs: number } | undefined;

  constructor(
    private readonly settings: Pick<CtlConfig, 'token' | 'knowsAws'>,
    private readonly around: Surroundings,
  ) {}

  /** Whether the token came from outside; undefined signs one. */
  get isGiven(): boolean {
    return this.settings.token !== undefined;
  }

  /**
   * A token that has not ended, as far as can be seen from here.
   *
   * @throws {CtlError} `not-allowed` where there is none or it has ended, `environment` where none can be signed.
   */
  get(): Promise<string> {
    const now = this.around.nowEpochMs();
    const { token } = this.settings;
    if (token !== undefined) return Promise.resolve(stillValid(token, now));
    if (this.#signed === undefined || now - this.#signed.atEpochMs > RENEW_AFTER_MS) {
      this.#signed = { token: this.#sign(), atEpochMs: now };
    }
    return this.#signed.token;
  }

  async #sign(): Promise<string> {
    if (!this.settings.knowsAws) {
      throw new CtlError(
        'not-allowed',
        'There is no token: CTL_TOKEN is not set, and without credentials of AWS none can be signed',
        'export CTL_TOKEN=..., or set AWS_REGION and credentials that may read the token secret',
      );
    }
    const config = readConfig(this.around.env);
    const reader = this.around.createReader();
    const source = { reader, secretId: config.tokens.secretId, variable: 'GATEWAY_TOKEN_SECRET_ID' } as const;
    const limits = { dataClasses: config.dataClasses, maxLifetimeSeconds: config.tokens.maxLifetimeSeconds };
    const lifetime = config.tokens.maxLifetimeSeconds < 300 ? `${config.tokens.maxLifetimeSeconds}s` : LIFETIME;
    const options = new Map([['sub', 'ctl'], ['expires-in', lifetime]] as const); // prettier-ignore
    try {
      const key = await readSigningKey(source, AbortSignal.timeout(SECRET_TIMEOUT_MS));
      const issue = { ...config.tokens, issuedAtEpochMs: this.around.nowEpochMs() };
      return await issueToken(toTokenGrant(options, limits), key, issue);
    } catch (error) {
      throw unsigned(error);
    } finally {
      reader.onApplicationShutdown();
    }
  }
}

function readConfig(env: NodeJS.ProcessEnv): GatewayConfig {
  try {
    return loadOperatorConfig(env);
  } catch (error) {
    if (error instanceof GatewayConfigError) throw new CtlError('environment', error.message, 'ctl doctor');
    throw error;
  }
}

function unsigned(error: unknown): unknown {
  if (!(error instanceof TokenKeysUnavailableError)) return error;
  const { words, next } = explainAwsFailure(error);
  return new CtlError('environment', `No token can be signed: ${words}`, `${next}; or export CTL_TOKEN=...`, error);
}

/** Only the gateway can tell whether a token is good; that its time is over, anybody can. */
function stillValid(token: string, nowEpochMs: number): string {
  const endsAtEpochMs = endOf(token);
  if (endsAtEpochMs === undefined || endsAtEpochMs > nowEpochMs) return token;
  const at = new Date(endsAtEpochMs).toISOString();
  throw new CtlError('not-allowed', `The token in CTL_TOKEN expired at ${at}`, 'ctl token issue --sub NAME');
}

/** When a token says that it ends; undefined where it says no such thing. */
export function endOf(token: string): number | undefined {
  try {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
    const { exp } = JSON.parse(payload) as { readonly exp?: unknown };
    return typeof exp === 'number' && exp > 0 && exp < 1e11 ? exp * 1_000 : undefined;
  } catch {
    return undefined;
  }
}
