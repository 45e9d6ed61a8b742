import type { StoreErrors } from '../faults/meet-store-fault.js';
import { meetStoreFault } from '../faults/meet-store-fault.js';
import type { FaultSwitchboard } from '../faults/fault-switchboard.js';
import { goneSignal, sendAwsJson } from '../http/aws-json.js';
import { acceptHttp1 } from '../http/dual-protocol.js';
import { headerOf } from '../http/http-messages.js';
import type { HttpRequest, HttpResponse } from '../http/http-messages.js';
import { LoopbackListener } from '../http/loopback-listener.js';
import { readBody } from '../http/read-body.js';
import { parseJsonObject } from '../json/json-object.js';
import type { DynaliteEngine } from './dynalite-engine.js';
import { TimeToLiveBook } from './time-to-live.js';

/** DynamoDB's own limit of a request. */
const maxBodyBytes = 16 * 1024 * 1024;

const service = 'com.amazonaws.dynamodb.v20120810#';

/** Failures as DynamoDB words them. */
const errors: StoreErrors = {
  error: {
    status: 500,
    body: { __type: `${service}InternalServerError`, message: 'The request processing has failed.' },
  },
  throttle: {
    status: 400,
    body: {
      __type: `${service}ProvisionedThroughputExceededException`,
      message: 'The level of configured provisioned throughput for the table was exceeded.',
    },
  },
};

const notJson = { __type: 'com.amazon.coral.service#SerializationException' };

/** Plays DynamoDB (AWS JSON 1.0) on one port of the loopback address: dynalite behind a front that reads bodies whole. */
export class DynamoDbStandIn {
  readonly listener: LoopbackListener;
  readonly #timeToLive: TimeToLiveBook;

  constructor(
    private readonly engine: DynaliteEngine,
    private readonly faults: FaultSwitchboard,
    port: number,
  ) {
    this.#timeToLive = new TimeToLiveBook(engine);
    const accept = acceptHttp1((request, response) => void this.#serve(request, response));
    this.listener = new LoopbackListener('DynamoDB', port, accept);
  }

  async #serve(request: HttpRequest, response: HttpResponse): Promise<void> {
    try {
      const body = await readBody(request, maxBodyBytes);
      if (body === 'incomplete') return;
      if (body === 'too-long') return sendAwsJson(response, '1.0', 413, {});
      const refusal = await meetStoreFault(this.faults.storeFault('dynamodb'), errors, goneSignal(response));
      if (refusal !== undefined) return sendAwsJson(response, '1.0', refusal.status, refusal.body);
      await this.#answer(request, response, body);
    } catch {
      sendAwsJson(response, '1.0', 500, errors.error.body);
    }
  }

  async #answer(request: HttpRequest, response: HttpResponse, body: Buffer): Promise<void> {
    const input = parseJsonObject(body);
    if (input === undefined) return sendAwsJson(response, '1.0', 400, notJson);
    const operation = headerOf(request, 'x-amz-target')?.split('.')[1] ?? '';
    const own = await this.#timeToLive.answer(operation, input);
    if (own !== undefined) return sendAwsJson(response, '1.0', own.status, own.output);
    const answer = await this.engine.perform(request.headers, body);
    for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
    response.statusCode = answer.status;
    response.end(answer.body);
  }
}
