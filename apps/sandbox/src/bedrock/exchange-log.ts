import { createHash } from 'node:crypto';
import type { ReplyWitness } from '../http/reply.js';
import type { Authentication } from './authenticate.js';

/** The two ways to Bedrock, each with a listener of its own. */
export const routeNames = ['internet', 'vpn'] as const;

/** One of the two ways to Bedrock. */
export type RouteName = (typeof routeNames)[number];

/** One request that reached a Bedrock listener, and what it was answered. */
export interface Exchange {
  readonly route: RouteName;
  /** As the SDK names it; undefined when the path is none of Bedrock's. */
  readonly operation: string | undefined;
  /** As it stood in the path, decoded once. */
  readonly modelId: string | undefined;
  /** `refused`: no proof, or a wrong one. */
  readonly authentication: Authentication | 'refused';
  readonly httpVersion: string;
  readonly requestId: string;
  readonly requestBytes: number;
  /** Lower-case hex, of the body. */
  readonly requestSha256: string;
  readonly responseBytes: number;
  /** Lower-case hex, of the body as far as it was sent. */
  readonly responseSha256: string;
  /** 0 until an answer begins. */
  readonly status: number;
  readonly receivedAtEpochMs: number;
  /** When the exchange was over, whoever ended it; undefined while it goes on. */
  readonly endedAtEpochMs: number | undefined;
  /** The client left before the end. */
  readonly aborted: boolean;
  /** In memory mode, when it is at most 1 MiB. */
  readonly responseBody?: Buffer;
}

/** What is known of a request when its head has come in. */
export type Arrival = Pick<
  Exchange,
  'route' | 'operation' | 'modelId' | 'httpVersion' | 'requestId' | 'receivedAtEpochMs'
>;

const maxExchanges = 1000;
const maxKeptBodyBytes = 1024 * 1024;
/** Of all kept bodies of a log together; the oldest go first. */
const maxKeptBytes = 64 * 1024 * 1024;

/** Writes down one exchange while it happens; a reader always sees at least what its client has seen. */
export class ExchangeRecord implements ReplyWitness {
  authentication: Authentication | 'refused' = 'refused';
  #request = { bytes: 0, sha256: createHash('sha256') };
  #response = { bytes: 0, sha256: createHash('sha256') };
  #outcome = { status: 0, aborted: false, endedAtEpochMs: undefined as number | undefined };
  #kept: Buffer[] | undefined;

  constructor(
    private readonly arrival: Arrival,
    private readonly nowEpochMs: () => number,
    keepsBody: boolean,
  ) {
    this.#kept = keepsBody ? [] : undefined;
  }

  get requestId(): string {
    return this.arrival.requestId;
  }

  get keptBytes(): number {
    return this.#kept === undefined ? 0 : this.#response.bytes;
  }

  forgetBody(): void {
    this.#kept = undefined;
  }

  onRequestBytes(count: number): void {
    this.#request.bytes += count;
  }

  onRequestBody(body: Buffer): void {
    this.#request.sha256.update(body);
  }

  onHead(status: number): void {
    this.#outcome.status = status;
  }

  onBytes(bytes: Buffer): void {
    this.#response.bytes += bytes.length;
    this.#response.sha256.update(bytes);
    if (this.#response.bytes > maxKeptBodyBytes) this.#kept = undefined;
    this.#kept?.push(bytes);
  }

  onClosed(aborted: boolean): void {
    this.#outcome.aborted = aborted;
    this.#outcome.endedAtEpochMs = this.nowEpochMs();
  }

  /** The exchange as far as it has come. */
  snapshot(): Exchange {
    return Object.freeze({
      ...this.arrival,
      ...this.#outcome,
      authentication: this.authentication,
      requestBytes: this.#request.bytes,
      requestSha256: this.#request.sha256.copy().digest('hex'),
      responseBytes: this.#response.bytes,
      responseSha256: this.#response.sha256.copy().digest('hex'),
      ...(this.#kept === undefined ? {} : { responseBody: Buffer.concat(this.#kept) }),
    });
  }
}

/** The last thousand exchanges of one route, oldest first. */
export class ExchangeLog {
  #records: ExchangeRecord[] = [];

  constructor(
    private readonly nowEpochMs: () => number,
    private readonly keepsBodies: boolean,
  ) {}

  /** Begins the record of a request as soon as its head is in, so that nothing that arrives goes unseen. */
  open(arrival: Omit<Arrival, 'receivedAtEpochMs'>): ExchangeRecord {
    const record = new ExchangeRecord(
      { ...arrival, receivedAtEpochMs: this.nowEpochMs() },
      this.nowEpochMs,
      this.keepsBodies,
    );
    this.#records.push(record);
    if (this.#records.length > maxExchanges) this.#records.shift();
    if (this.keepsBodies) this.#boundKeptBodies();
    return record;
  }

  list(): readonly Exchange[] {
    return this.#records.map((record) => record.snapshot());
  }

  clear(): void {
    this.#records = [];
  }

  #boundKeptBodies(): void {
    let keptBytes = 0;
    for (const record of this.#records.toReversed()) {
      keptBytes += record.keptBytes;
      if (keptBytes > maxKeptBytes) record.forgetBody();
    }
  }
}
