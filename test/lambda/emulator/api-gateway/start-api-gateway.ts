import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Lambda } from '../function/start-lambda.js';
import type { ApiDefinition } from './api-definition.js';
import type { GatewayErrorType } from './gateway-error.js';
import type { ApiPlace } from './proxy-event.js';
import { StageServer } from './stage-server.js';

/** What `Ref` of the API must give where a template builds ARNs of it. */
export const EMULATED_API_ID = 'api0emu1ated';

export interface ApiGatewayOptions {
  readonly definition: ApiDefinition;
  readonly lambda: Lambda;
  /** Whether the stage stands before every path (the default), as it does unless the API has a domain of its own. */
  readonly pathPrefix?: 'stage' | 'none';
  /** Whether functions get paths as clients sent them (the default), or with percent-encoding resolved. */
  readonly pathEncoding?: 'kept' | 'decoded';
  /** How long a stream may pause. Default 5 min. */
  readonly streamIdleMs?: number;
  /** Milliseconds since 1970; for how long authorizers' answers are kept. */
  readonly now?: () => number;
}

/** A deployed stage. */
export interface ApiGateway extends AsyncDisposable {
  /** Where clients find the API: with the stage when paths have it. */
  readonly url: string;
  /** The ids of the requests so far: clients find them in `x-amzn-RequestId`, whatever a function says. */
  readonly requestIds: ReadonlySet<string>;
  /** Answers the next request with one of API Gateway's own responses, whatever it asks for. */
  refuseNext(type: GatewayErrorType): void;
}

/**
 * Serves a REST API on a free port of the loopback address.
 *
 * @example
 * const { resources } = new TemplateResolver(await readTemplate('infra/govcloud/template.yaml'));
 * await using api = await startApiGateway({ definition: readApiDefinition(resources, 'Api'), lambda });
 * await fetch(`${api.url}/health`);
 */
export async function startApiGateway(options: ApiGatewayOptions): Promise<ApiGateway> {
  const { stageName: stage } = options.definition;
  const prefix = options.pathPrefix === 'none' ? '' : `/${stage}`;
  const place: ApiPlace = { apiId: EMULATED_API_ID, stage, ...options.lambda.place };
  const stageServer = new StageServer(options, place, prefix);
  const server = createServer((request, response) => stageServer.serve(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`,
    requestIds: stageServer.requestIds,
    refuseNext: (type) => stageServer.refuseNext(type),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
