import type { Request } from 'express';
import type { GatewayConfig } from '../config/gateway-config.js';
import { invocationOf, timeLeftMs } from '../exchange/invocation.js';
import { operationOf } from '../inference/operations.js';

/** Starts the deadline of a request that reads: no longer than any other request may take. */
export function startReading(request: Request, { limits }: Pick<GatewayConfig, 'limits'>): AbortSignal {
  const isStreamed = operationOf(request)?.streamed === true;
  const timeoutMs = Math.min(limits.requestTimeoutMs, timeLeftMs(invocationOf(request), isStreamed));
  return request.exchange.startDeadline(timeoutMs).signal;
}
