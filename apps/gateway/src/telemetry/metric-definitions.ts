/** What a metric can be told apart by. Every one has few values; `BoundedNames` sees to those that callers choose. */
export type Dimension =
  | 'error.type'
  | 'gateway.attempt.outcome'
  | 'gateway.route'
  | 'gateway.tenant'
  | 'gateway.throttle.source'
  | 'gen_ai.operation.name'
  | 'gen_ai.request.model'
  | 'gen_ai.token.type'
  | 'http.response.status_code';

/**
 * How a metric is kept. `counter`: grows by what each request adds. `histogram`: every value, for percentiles. `gauge`:
 * how it stands when somebody looks. `total`: a count that is kept elsewhere, looked at in the same way.
 */
export type Instrument = 'counter' | 'histogram' | 'gauge' | 'total';

/** A metric of this gateway. */
export interface MetricDefinition {
  readonly instrument: Instrument;
  /** In UCUM's spelling, as OpenTelemetry has it. */
  readonly unit: 's' | 'By' | '1' | 'USD' | '{attempt}' | '{call}' | '{record}' | '{request}' | '{token}';
  /** Everything that it can be told apart by: its attributes in OpenTelemetry. */
  readonly dimensions: readonly Dimension[];
  /** What CloudWatch keeps of them: one metric per set and values, each billed. None: not sent to CloudWatch. */
  readonly sets: readonly (readonly Dimension[])[];
  readonly description: string;
  /** Upper bounds of a histogram's buckets in Prometheus and OTLP; CloudWatch gets every value. */
  readonly buckets?: readonly number[];
}

/** Source: OpenTelemetry's semantic conventions of GenAI metrics, `ExplicitBucketBoundaries` of each. */
const OPERATION_S = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const FIRST_TOKEN_S = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const PER_TOKEN_S = [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5];
const TOKENS = [1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304];
/** Requests take up to a quarter of an hour, where the conventions for HTTP end at 10 s. */
const REQUEST_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900];
/** From nothing to the longest body that Bedrock takes. */
const BYTES = [0, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 25_000_000];

const ROUTE = 'gateway.route';
const MODEL = 'gen_ai.request.model';
const TENANT = 'gateway.tenant';
const OPERATION = 'gen_ai.operation.name';

/**
 * Every metric that there is, whichever way it goes out. Dashboards and alarms may use these names and sets, and no
 * others. Names are OpenTelemetry's where it has one (semantic conventions of GenAI and HTTP), else `gateway.*`.
 */
export const METRICS = {
  'gateway.requests': {
    instrument: 'counter',
    unit: '{request}',
    dimensions: [ROUTE, MODEL, TENANT],
    sets: [[ROUTE], [TENANT, MODEL]],
    description: 'Authenticated requests that have come to their end, refused ones included.',
  },
  'gateway.errors': {
    instrument: 'counter',
    unit: '{request}',
    dimensions: [ROUTE, MODEL, TENANT, 'error.type'],
    sets: [[ROUTE], [ROUTE, 'error.type'], [TENANT, MODEL]],
    description: 'Those of them that did not end well, by the type that the caller was told.',
  },
  'http.server.request.duration': {
    instrument: 'histogram',
    unit: 's',
    dimensions: [ROUTE, 'http.response.status_code', 'error.type'],
    sets: [[ROUTE]],
    description: 'Time from the verified token to the end of the answer, of every request.',
    buckets: REQUEST_S,
  },
  'http.server.request.body.size': {
    instrument: 'histogram',
    unit: 'By',
    dimensions: [ROUTE],
    sets: [[ROUTE]],
    description: 'Bytes of the bodies that came in.',
    buckets: BYTES,
  },
  'http.server.response.body.size': {
    instrument: 'histogram',
    unit: 'By',
    dimensions: [ROUTE],
    sets: [[ROUTE]],
    description: 'Bytes of the bodies that went out.',
    buckets: BYTES,
  },
  'http.server.active_requests': {
    instrument: 'gauge',
    unit: '{request}',
    dimensions: [],
    // A function has one at a time; Lambda itself counts the functions.
    sets: [],
    description: 'Requests at work in this process.',
  },
  'gateway.time_to_first_byte': {
    instrument: 'histogram',
    unit: 's',
    dimensions: [ROUTE],
    sets: [[ROUTE]],
    description: "Time from the verified token to the first byte of the model's answer, streamed or in one piece.",
    buckets: REQUEST_S,
  },
  'gen_ai.client.operation.duration': {
    instrument: 'histogram',
    unit: 's',
    dimensions: [ROUTE, MODEL, OPERATION, 'error.type'],
    sets: [[ROUTE], [ROUTE, MODEL]],
    description: 'Time of a call to a model as its caller sees it, retries and fallback included.',
    buckets: OPERATION_S,
  },
  'gen_ai.server.time_to_first_token': {
    instrument: 'histogram',
    unit: 's',
    dimensions: [ROUTE, MODEL, OPERATION],
    sets: [[ROUTE], [ROUTE, MODEL]],
    description: 'Time to the first chunk of a stream that ended well.',
    buckets: FIRST_TOKEN_S,
  },
  'gen_ai.server.time_per_output_token': {
    instrument: 'histogram',
    unit: 's',
    dimensions: [ROUTE, MODEL, OPERATION],
    sets: [[ROUTE], [ROUTE, MODEL]],
    description: 'Time per token after the first one, of streams that ended well.',
    buckets: PER_TOKEN_S,
  },
  'gen_ai.client.token.usage': {
    instrument: 'histogram',
    unit: '{token}',
    dimensions: [MODEL, TENANT, OPERATION, 'gen_ai.token.type'],
    sets: [
      [MODEL, 'gen_ai.token.type'],
      [TENANT, MODEL, 'gen_ai.token.type'],
    ],
    description: 'Tokens of a call as Bedrock counts them: input, output, cache_read, cache_write.',
    buckets: TOKENS,
  },
  'gateway.cost.estimated': {
    instrument: 'counter',
    unit: 'USD',
    dimensions: [ROUTE, MODEL, TENANT],
    sets: [[ROUTE], [MODEL], [TENANT, MODEL]],
    description: "What tokens cost by the operator's prices; absent without a price.",
  },
  'gateway.attempts': {
    instrument: 'counter',
    unit: '{attempt}',
    dimensions: [ROUTE, 'gateway.attempt.outcome'],
    sets: [[ROUTE], [ROUTE, 'gateway.attempt.outcome']],
    description: 'Calls that went out on a route, by what came of them.',
  },
  'gateway.attempt.duration': {
    instrument: 'histogram',
    unit: 's',
    dimensions: [ROUTE, 'gateway.attempt.outcome'],
    sets: [[ROUTE]],
    description: 'Time of an attempt to the head of its answer, or to its failure.',
    buckets: REQUEST_S,
  },
  'gateway.retries': {
    instrument: 'counter',
    unit: '{attempt}',
    dimensions: [ROUTE],
    sets: [[ROUTE]],
    description: 'Attempts that came after another one on the same route.',
  },
  'gateway.fallbacks': {
    instrument: 'counter',
    unit: '{attempt}',
    dimensions: [ROUTE],
    sets: [[ROUTE]],
    description: 'Attempts on this route that came after one on the other route.',
  },
  'gateway.throttles': {
    instrument: 'counter',
    unit: '{call}',
    dimensions: [ROUTE, 'gateway.throttle.source'],
    sets: [[ROUTE, 'gateway.throttle.source']],
    description: "Refusals with 429: Bedrock's own, or the gateway's limits for a caller.",
  },
  'gateway.breaker.state': {
    instrument: 'gauge',
    unit: '1',
    dimensions: [ROUTE],
    sets: [[ROUTE]],
    description: "A route's breaker in this process: 0 closed, 1 half-open, 2 open.",
  },
  'gateway.route.up': {
    instrument: 'gauge',
    unit: '1',
    dimensions: [ROUTE],
    sets: [[ROUTE]],
    description: 'A route as its last call or probe showed it: 1 up, 0 down; absent until there was one.',
  },
  'gateway.audit.spilled': {
    instrument: 'total',
    unit: '{record}',
    dimensions: [],
    sets: [[]],
    description: 'Audit records that went to the log because the store did not take them: to be replayed.',
  },
  'gateway.audit.lost': {
    instrument: 'total',
    unit: '{record}',
    dimensions: [],
    sets: [[]],
    description: 'Ends of audit records that neither store nor log has taken.',
  },
  'gateway.problems': {
    instrument: 'total',
    unit: '{request}',
    dimensions: ['http.response.status_code'],
    sets: [['http.response.status_code']],
    description: 'Errors answered by status, to callers without a valid token (401), too.',
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

/** The name of a metric. */
export type MetricName = keyof typeof METRICS;

/** Every name, in the order of the catalogue. */
export const METRIC_NAMES = Object.keys(METRICS) as readonly MetricName[];

/** What a metric is. */
export function definitionOf(name: MetricName): MetricDefinition {
  return METRICS[name];
}
