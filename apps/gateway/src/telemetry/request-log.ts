import { FinishedRecords, type FinishedAuditRecord } from '@app/audit';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { GatewayConfig } from '../config/gateway-config.js';
import { writeLogLine } from '../logs/write-log-line.js';

/**
 * Writes one line for each request that is over: who asked, which way it went, what came of it, and how long it took.
 * For whoever looks for a request in the log; the audit record says more, and lasts.
 */
@Injectable()
export class RequestLog implements OnApplicationShutdown {
  readonly #stop: () => void;
  readonly #isOn: boolean;

  constructor({ metrics }: GatewayConfig, finishedRecords: FinishedRecords) {
    this.#isOn = metrics.requestLog;
    this.#stop = this.#isOn ? finishedRecords.observe(writeRequestLine) : () => undefined;
  }

  /** How a caller is named on other lines about their request: not at all, unless there are lines of requests. */
  namesOf(caller: Caller | undefined): Pick<Caller, 'subject' | 'tenant'> | undefined {
    if (!this.#isOn || caller === undefined) return undefined;
    const { subject, tenant } = caller;
    return { subject, ...(tenant !== undefined && { tenant }) };
  }

  onApplicationShutdown(): void {
    this.#stop();
  }
}

function writeRequestLine(record: FinishedAuditRecord): void {
  const { requestId, upstreamRequestId, subject, tenant, operation, modelId, statusCode, errorType } = record;
  const { outcome, streamed, requestedRoute, routingMethod, attempts, latency, firstByteMs } = record;
  writeLogLine('info', {
    event: 'request',
    requestId,
    upstreamRequestId,
    subject,
    tenant,
    operation,
    modelId,
    status: statusCode,
    type: errorType,
    outcome,
    streamed,
    requestedRoute,
    route: routingMethod,
    attempts: attempts.map((attempt) => `${attempt.route}:${attempt.outcome}`).join(','),
    latencyMs: latency,
    firstByteMs,
    requestBytes: record.requestSize,
    responseBytes: record.responseSize,
    inputTokens: record.inputTokens,
    outputTokens: record.outputTokens,
  });
}
