import { setImmediate, setTimeout } from 'node:timers/promises';
import { FinishedRecords } from '@app/audit';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { GatewayConfig } from '../config/gateway-config.js';
import { RequestsInFlight } from '../exchange/requests-in-flight.js';
import { EmfOutput } from './emf/emf.output.js';
import { measureRecord } from './measure-record.js';
import type { MetricOutput, ReadMeasurements } from './metric-output.js';
import { ProcessReadings } from './process-readings.js';
import { RecordNames } from './record-names.js';

/** What the outputs together get to send the last of it: containers are killed 30 s after they were told to end. */
const CLOSE_TIMEOUT_MS = 1_500;

/** Requests whose connections were closed end within this time; then there is nothing left to count. */
const LAST_REQUESTS_TIMEOUT_MS = 500;

/**
 * Measures every finished request, off its path, and passes the values on to every output. Without an output nothing is
 * measured at all.
 *
 * @example
 * telemetry.sendTo(output); // metrics of all requests from now on
 * await telemetry.flush(AbortSignal.timeout(1_000)); // before a process is frozen
 */
@Injectable()
export class Telemetry implements OnApplicationShutdown {
  readonly #outputs = new Set<MetricOutput>();
  readonly #names = new RecordNames();
  #stopObserving: () => void = () => undefined;
  #flushing: NodeJS.Timeout | undefined;

  constructor(
    private readonly config: GatewayConfig,
    private readonly finishedRecords: FinishedRecords,
    private readonly requests: RequestsInFlight,
    private readonly readings: ProcessReadings,
  ) {
    const { format, namespace } = config.metrics;
    if (format === 'emf') this.sendTo(new EmfOutput(namespace, this.read));
  }

  /** How this process stands, for outputs that ask when they send. */
  readonly read: ReadMeasurements = () => this.readings.read();

  /** Adds an output, which gets everything from now on and is closed with the application. */
  sendTo(output: MetricOutput): void {
    if (this.#outputs.size === 0) this.#observe();
    this.#outputs.add(output);
  }

  /** Has every output send what it holds. Never rejects. */
  async flush(signal: AbortSignal): Promise<void> {
    await Promise.all(Array.from(this.#outputs, (output) => output.flush(signal)));
  }

  /** Flushes by the clock until the application ends: for processes that no invocation ends. */
  flushEvery(intervalMs: number): void {
    this.#flushing ??= setInterval(() => void this.flush(AbortSignal.timeout(intervalMs)), intervalMs).unref();
  }

  /** Counts the requests that end while the process does, and closes the outputs behind them. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.#flushing);
    if (this.#outputs.size === 0) return;
    await this.#lastRequests();
    this.#stopObserving();
    const signal = AbortSignal.timeout(CLOSE_TIMEOUT_MS);
    await Promise.all(Array.from(this.#outputs, (output) => output.close(signal)));
    this.#outputs.clear();
  }

  async #lastRequests(): Promise<void> {
    const over = new AbortController();
    const timedOut = setTimeout(LAST_REQUESTS_TIMEOUT_MS, undefined, over).catch(() => undefined);
    await Promise.race([this.requests.idle(), timedOut]);
    over.abort();
    // A request has left when its connection closes; its record is finished by what that sets off.
    await setImmediate();
  }

  #observe(): void {
    this.#stopObserving = this.finishedRecords.observe((record) => {
      for (const measurement of measureRecord(record, this.#names.dimensionsOf(record), this.config.usage.prices)) {
        for (const output of this.#outputs) output.record(measurement);
      }
    });
  }
}
