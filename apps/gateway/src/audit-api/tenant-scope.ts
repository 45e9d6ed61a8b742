import type { Request } from 'express';
import { RequestInvalidError } from '../problems/errors.js';

/**
 * Whose records a caller may see: those of their token's tenant. A token without a tenant is the operator's, who sees
 * everybody's and may name one.
 *
 * @returns the tenant that everything is to be limited to; undefined: none.
 * @throws {RequestInvalidError} for another tenant than the token's.
 */
export function tenantScope({ user }: Pick<Request, 'user'>, asked: string | undefined): string | undefined {
  if (!user) throw new Error('Records are read by verified callers alone');
  if (user.tenant === undefined || asked === undefined || asked === user.tenant) return user.tenant ?? asked;
  throw new RequestInvalidError({ tenant: 'must be the one of the token, or left out' });
}
