import type { FinishedAuditRecord } from '@app/audit';
import { BoundedNames } from './bounded-names.js';
import type { DimensionValues } from './metric-output.js';

/** Per process. CloudWatch bills each, and a chart with more lines shows nothing. */
const MOST_MODELS = 50;
const MOST_TENANTS = 50;

/** What a request is counted under. */
export class RecordNames {
  readonly #models = new BoundedNames(MOST_MODELS);
  readonly #tenants = new BoundedNames(MOST_TENANTS);

  /** Route, tenant and model of a record. A model is named once Bedrock has answered for it, a tenant likewise. */
  dimensionsOf({ modelId, tenant, attempts, ...record }: FinishedAuditRecord): DimensionValues {
    const isProven = attempts.some(({ outcome }) => outcome === 'ok');
    return {
      'gateway.route': record.routingMethod ?? attempts.at(-1)?.route ?? record.requestedRoute,
      'gateway.tenant': tenant === undefined ? 'none' : this.#tenants.valueOf(tenant, isProven),
      ...(modelId !== undefined && { 'gen_ai.request.model': this.#models.valueOf(modelId, isProven) }),
    };
  }
}
