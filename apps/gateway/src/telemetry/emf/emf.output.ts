import { definitionOf } from '../metric-definitions.js';
import { MetricOutput, type Measurement, type ReadMeasurements } from '../metric-output.js';
import { SeriesBuffer } from './metric-series.js';
import { toEmfDocuments } from './to-emf-documents.js';

/** Series that are kept before they are written: what a process holds of metrics has an end. */
const MOST_SERIES = 1_000;

/**
 * Metrics as lines of the log, in CloudWatch's embedded metric format: no call, no permission, and no time of a request.
 * Values are held until `flush`, or until there are as many as one line may have.
 */
export class EmfOutput extends MetricOutput {
  readonly #buffer = new SeriesBuffer();
  /** Totals as they were last told, for CloudWatch adds up what it gets. */
  readonly #told = new Map<string, number>();

  /** @param namespace where CloudWatch keeps the metrics @param nowEpochMs a clock */
  constructor(
    private readonly namespace: string,
    private readonly read: ReadMeasurements,
    private readonly nowEpochMs: () => number = Date.now,
  ) {
    super();
  }

  override record(measurement: Measurement): void {
    const isFull = this.#buffer.add(measurement);
    if (isFull || this.#buffer.size >= MOST_SERIES) this.#write();
  }

  override flush(): Promise<void> {
    for (const reading of this.read()) this.#look(reading);
    this.#write();
    return Promise.resolve();
  }

  override close(): Promise<void> {
    return this.flush();
  }

  #look(reading: Measurement): void {
    if (definitionOf(reading.name).instrument === 'gauge') return void this.#buffer.add(reading);
    const key = JSON.stringify([reading.name, reading.dimensions]);
    const value = reading.value - (this.#told.get(key) ?? 0);
    this.#told.set(key, reading.value);
    if (value > 0) this.#buffer.add({ ...reading, value });
  }

  #write(): void {
    for (const document of toEmfDocuments(this.namespace, this.nowEpochMs(), this.#buffer.take())) {
      process.stdout.write(`${JSON.stringify(document)}\n`);
    }
  }
}
