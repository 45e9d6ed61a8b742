/** For whom a call is made, as the verified token says. No principal at all stands for the gateway itself. */
export interface Principal {
  readonly subject: string;
  readonly tenant?: string;
}

/** One text per principal: no two of them share one, whatever characters they hold. */
export function principalKey(principal: Principal | undefined): string {
  return principal === undefined ? '' : JSON.stringify([principal.tenant ?? null, principal.subject]);
}
