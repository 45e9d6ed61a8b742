/** One variable that cannot be used. Carries its name and what is expected of it, never its value. */
export interface ConfigProblem {
  readonly name: string;
  /** Completes the sentence "NAME ...", e.g. `must be true or false`. */
  readonly reason: string;
}

/** The environment does not describe a gateway. Names every bad variable at once, so that one restart is enough. */
export class GatewayConfigError extends Error {
  readonly code = 'GATEWAY_CONFIG_INVALID';
  override readonly name = 'GatewayConfigError';

  constructor(readonly problems: readonly ConfigProblem[]) {
    super(`The configuration is not valid: ${problems.map(({ name, reason }) => `${name} ${reason}`).join('; ')}`);
  }
}
