import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Sandbox } from '../../../apps/sandbox/src/sandbox.js';
import { readAuditRecords, type StoredRecord } from '../../support/audit-records.js';
import type { System } from '../../support/system.js';
import { tokenFor } from '../../support/tokens.js';
import { deployGateway, type DeployOptions } from './deploy-gateway.js';

/** What a test may want otherwise of the shape, besides what it may want of any gateway. */
export interface DeployedSystemOptions {
  /** Whether the stage stands before every path. Default none, as under a domain of one's own. */
  readonly pathPrefix?: 'stage' | 'none';
  /** Processes of each function. Default one, so that breakers and caches are those of every request. */
  readonly concurrency?: number;
}

/**
 * A deployed gateway with the face of one in this process, for tests that only look at it from outside. What its
 * functions log is written out here, as one in this process would.
 */
export async function startDeployedSystem(
  sandbox: Sandbox,
  options: DeployedSystemOptions & Pick<DeployOptions, 'mode' | 'env'>,
): Promise<System> {
  const gateway = await deployGateway(sandbox, { pathPrefix: 'none', concurrency: 1, ...options });
  for (const { log } of gateway.functions) log.each(({ stream, text }) => process[stream].write(`${text}\n`));
  const recordsSoFar = (): Promise<StoredRecord[]> => readAuditRecords(sandbox.urls.dynamodb, gateway.auditTable);
  const records = async (): Promise<StoredRecord[]> => {
    await gateway.settled();
    return recordsSoFar();
  };
  return {
    url: gateway.url,
    sandbox,
    app: NO_APPLICATION,
    outerRequestIds: gateway.api.requestIds,
    token: (grant = {}) => tokenFor(sandbox, grant),
    records,
    recordsSoFar,
    recordOf: async (response) => {
      const requestId = response.headers.get('x-request-id');
      return (await records()).find((record) => record['requestId'] === requestId);
    },
    [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose](),
  };
}

/** The application runs in processes of its own: whatever a test asks of it here is an error. */
const NO_APPLICATION = new Proxy({} as NestExpressApplication, {
  get: () => {
    throw new Error('A deployed gateway cannot be looked into');
  },
});
