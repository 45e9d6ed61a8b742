/** How an audited request stands. `started` is the only one that is not final. */
export type AuditOutcome = 'started' | FinalOutcome;

/**
 * How a request ended. `refused`: by the gateway, nothing was sent. `failed`: no answer, or an error for an answer.
 * `partial`: a stream that broke off. `client-gone`: the caller left first. `complete`: all the rest.
 */
export type FinalOutcome = 'complete' | 'partial' | 'client-gone' | 'failed' | 'refused';

/** One try on one route. Plain words, not the routing library's types: what is on record outlives the code. */
export interface AuditAttempt {
  readonly route: string;
  readonly transport: string;
  readonly startedAtEpochMs: number;
  readonly durationMs: number;
  readonly outcome: string;
}

/** Who asked, from where, for what. Known when the record is opened and never changed afterwards. */
export interface AuditCaller {
  /** The gateway's own UUIDv7. Never an id that the caller chose. */
  readonly requestId: string;
  /** `sub` of the verified token. */
  readonly subject: string;
  readonly tenant?: string;
  /** `jti` of the verified token; never the token. */
  readonly tokenId?: string;
  /** Only where the API authenticates by IAM. */
  readonly userArn?: string;
  readonly sourceIP: string;
  /** The caller's own id, for finding a request again; never a key. */
  readonly clientRequestId?: string;
  /** What was asked for, e.g. `InvokeModel`. */
  readonly operation: string;
  /** `auto`, `internet` or `vpn`, as the prefix or the header said. */
  readonly requestedRoute: string;
}

/** What becomes known while the request is handled. A count that nobody reported is absent, never zero. */
export interface AuditFacts {
  /** Left out unless it validated as a model id. */
  readonly modelId?: string;
  readonly streamed?: boolean;
  readonly dataClassification?: string;
  /** Bytes of the body that came in. */
  readonly requestSize?: number;
  /** Bytes of the answer's body that went out. */
  readonly responseSize?: number;
  /** The route that answered. */
  readonly routingMethod?: string;
  readonly attempts?: readonly AuditAttempt[];
  /** Lower-case hex SHA-256 of the bytes sent to Bedrock. */
  readonly requestFingerprint?: string;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly cacheReadTokens?: number;
  readonly cacheWriteTokens?: number;
  readonly firstByteMs?: number;
  readonly upstreamRequestId?: string;
  readonly inferenceProfileId?: string;
  /** The error's type, e.g. `ThrottlingException`; never its message. */
  readonly errorType?: string;
}

/** What the gateway adds to every record on its own. */
interface AuditStamp {
  /** ISO 8601 in UTC with milliseconds: when the record was opened. Sort key, so it never changes. */
  readonly timestamp: string;
  readonly sourcePartition: 'govcloud';
  readonly destinationPartition: 'commercial';
  /** Epoch seconds after which the store may drop the record. */
  readonly ttl: number;
  readonly gatewayVersion: string;
}

/** Facts that every record has, because there is a truthful value from the start. */
type AlwaysKnown = Required<Pick<AuditFacts, 'streamed' | 'requestSize' | 'attempts'>>;

type OpenRecord = AuditCaller & AuditStamp & AuditFacts & AlwaysKnown;

/** On record before the first byte goes to any upstream. How the request ended is not known and therefore absent. */
export interface StartedAuditRecord extends OpenRecord {
  readonly outcome: 'started';
}

/** The whole record. The store keeps the first one and refuses every other. */
export interface FinishedAuditRecord extends OpenRecord {
  readonly outcome: FinalOutcome;
  /** HTTP status that the caller got; 499 when the caller left. */
  readonly statusCode: number;
  /** `complete`, with a status below 400. */
  readonly success: boolean;
  /** Milliseconds from opening to finishing the record. */
  readonly latency: number;
  readonly responseSize: number;
}

/** Who asked for what, which way it went and how it ended. Field names and units are those of the seed document. */
export type AuditRecord = StartedAuditRecord | FinishedAuditRecord;

/** What the caller of `AuditTrail.open` knows at that point. */
export interface AuditOpening extends AuditCaller, AuditFacts {}

/** Facts to add. `undefined` adds nothing and erases nothing. */
export type AuditNote = { readonly [Fact in keyof AuditFacts]: AuditFacts[Fact] | undefined };

/** How a request ended, with whatever else became known at the end. */
export type AuditEnding = AuditNote & { readonly outcome: FinalOutcome; readonly statusCode: number };
