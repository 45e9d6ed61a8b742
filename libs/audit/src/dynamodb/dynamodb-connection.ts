import { signRequest, type SigningCredentials } from '@app/sigv4';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { Pool } from 'undici';
import { DynamoDbAnswer } from './dynamodb-answer.js';
import type { DynamoDbOperation, DynamoDbOperations } from './dynamodb-operations.js';
import { findDynamoDb, type DynamoDbPlace } from './find-dynamodb.js';

/** Starts are tried for 600 ms at a time: a connection that takes longer comes too late. */
const CONNECT_TIMEOUT_MS = 500;

/** Connections kept open. Two writes per request are short, so far fewer than requests in flight. */
const MAX_CONNECTIONS = 128;

/** The limit of last resort for an answer, and for a silence in it; nearly every call has a shorter deadline of its own. */
const ANSWER_TIMEOUT_MS = 3_000;

// Shorter than the idle time after which AWS closes a connection from its side.
const KEEP_ALIVE_MS = 15_000;

/** Where requests go, and the sockets that take them there. */
interface Way extends DynamoDbPlace {
  readonly host: string;
  readonly pool: Pool;
}

/**
 * Calls DynamoDB: each call is one signed request, tried once, as the trail is the one place that repeats writes.
 *
 * Not the SDK's client: that one's serializers and middleware cost several times what a write needs, on a path that
 * every request takes twice. Credentials and region are found by the SDK's own code, in its own environment.
 */
export class DynamoDbConnection {
  readonly #credentials: () => Promise<SigningCredentials> = defaultProvider();
  #finding: Promise<Way> | undefined;
  #way: Way | undefined;
  #isClosed = false;

  /** @param endpoint instead of the region's own. Nothing is connected before the first call. */
  constructor(
    private readonly endpoint: string | undefined,
    private readonly answerTimeoutMs = ANSWER_TIMEOUT_MS,
  ) {}

  /**
   * Sends one request and reads its answer.
   *
   * @throws {DynamoDbRefusal} for an error of DynamoDB's. @throws whatever finding region or credentials, undici, or the
   *   signal's reason says.
   */
  call<Operation extends DynamoDbOperation>(
    operation: Operation,
    input: DynamoDbOperations[Operation]['input'],
    signal: AbortSignal,
  ): Promise<DynamoDbOperations[Operation]['output']> {
    return this.send(operation, JSON.stringify(input), signal);
  }

  /** As `call`, for input that is JSON already. */
  async send(operation: DynamoDbOperation, input: string, signal: AbortSignal): Promise<object> {
    const { host, pool, region } = this.#way ?? (await this.#find());
    const credentials = await this.#credentials();
    signal.throwIfAborted();
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `DynamoDB_20120810.${operation}` };
    const unsigned = { method: 'POST', host, path: '/', headers, body: Buffer.from(input) };
    const signed = signRequest(unsigned, credentials, { region, service: 'dynamodb' }, Date.now());
    const answer = new DynamoDbAnswer(signal);
    pool.dispatch({ path: '/', method: 'POST', headers: signed, body: unsigned.body }, answer);
    return answer.output;
  }

  /** Ends every connection, for good. Calls under way fail. */
  close(): void {
    this.#isClosed = true;
    void this.#way?.pool.destroy();
  }

  /** What could not be found is looked for again by the next call. */
  #find(): Promise<Way> {
    this.#finding ??= findDynamoDb(this.endpoint)
      .then((place) => this.#open(place))
      .finally(() => (this.#finding = undefined));
    return this.#finding;
  }

  #open(place: DynamoDbPlace): Way {
    if (this.#isClosed) throw new Error('The connection to DynamoDB is closed');
    const pool = new Pool(place.origin, {
      connect: { timeout: CONNECT_TIMEOUT_MS },
      allowH2: false,
      connections: MAX_CONNECTIONS,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      // To about a second: who needs it sooner brings a signal.
      headersTimeout: this.answerTimeoutMs,
      bodyTimeout: this.answerTimeoutMs,
    });
    this.#way = { ...place, host: new URL(place.origin).host, pool };
    return this.#way;
  }
}
