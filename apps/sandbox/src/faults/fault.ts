/** Fields that any fault takes, so that one request body fits all; a fault that has no use for them ignores them. */
interface Common {
  /** Frames or chunks of the answer that are sent untouched first. */
  readonly after?: number;
  readonly delayMs?: number;
}

/** The fault ends by itself after this many requests were hit. */
interface Counted extends Common {
  readonly times?: number;
}

/** Every fault of a Bedrock route, by name, with the fields that it takes. */
export interface FaultShapes {
  /** No fault. */
  none: Common;
  /** Connections are refused, open ones destroyed. */
  down: Common;
  /** TCP reset before any byte of the answer. */
  reset: Counted;
  /** Status 200 and headers, then a TCP reset before any byte of the body. */
  'reset-after-headers': Counted;
  /** 429 ThrottlingException, with `Retry-After` when that is given. */
  throttle: Counted & { readonly retryAfterSeconds?: number };
  /** 500 InternalServerException. */
  error: Counted;
  /** `delayMs` (default 200) before the head and between chunks. */
  slow: Counted;
  /** `delayMs` (default 200) before the head; then all at once. */
  late: Counted;
  /** The body in drops of `chunkBytes` (default 64), with `delayMs` (default 20) before each; frames are torn by it. */
  drip: Counted & { readonly chunkBytes?: number };
  /**
   * The connection is destroyed in the middle of the frame after `after` (default 1), or after half a body.
   * The AWS SDK for JavaScript does not notice over HTTP/2 when no frame is torn: it takes the end of the connection
   * for the end of the answer.
   */
  cut: Counted;
  /** Holds after `after` (default 0: before the head) frames until the route's fault is changed, then goes on. */
  stall: Counted;
  /** An exception frame after `after` (default 1) frames ends the stream. Streams only. */
  exception: Counted & { readonly exceptionType?: ExceptionType };
  /** A frame with a wrong CRC after `after` (default 1) frames; the stream goes on. Streams only. */
  crc: Counted;
  /** 200 with a page, as a captive portal answers: no request id. */
  html: Counted;
  /** 502 with a page, as a proxy answers: no request id. */
  'html-502': Counted;
  /** 200 with a header of 32 KiB, twice what the gateway takes. */
  'huge-header': Counted;
  /** 400 ValidationException. */
  invalid: Counted;
  /** 404 ResourceNotFoundException. */
  'not-found': Counted;
  /** 403 ExpiredTokenException, after `delayMs` (default 0). */
  expired: Counted;
  /** 403 AccessDeniedException. */
  denied: Counted;
  /** 429 ModelNotReadyException. */
  'not-ready': Counted;
  /** 408 ModelTimeoutException. */
  timeout: Counted;
  /** 424 ModelErrorException with the status that the model gave. */
  'model-error': Counted;
  /** 503 ServiceUnavailableException. */
  unavailable: Counted;
  /** Streams of `chunks` (default 1000) pieces of `chunkBytes` (default 65536), made as they are read. Streams only. */
  flood: Counted & { readonly chunks?: number; readonly chunkBytes?: number };
}

/** The name of a fault. */
export type FaultName = keyof FaultShapes;

/** One fault with its fields, or the union of all. */
export type Fault<N extends FaultName = FaultName> = { [K in N]: { readonly fault: K } & FaultShapes[K] }[N];

/**
 * The exceptions that a Bedrock stream can end in, as its frames name them. ConverseStream does not
 * know `modelTimeoutException`: Bedrock never ends one in it, and the SDK raises an error without a type.
 */
export const exceptionTypes = [
  'internalServerException',
  'modelStreamErrorException',
  'modelTimeoutException',
  'serviceUnavailableException',
  'throttlingException',
  'validationException',
] as const;

/** An exception that a Bedrock stream can end in. */
export type ExceptionType = (typeof exceptionTypes)[number];

/** What can be wrong with a store: DynamoDB or Secrets Manager. */
export const storeFaultNames = ['none', 'down', 'error', 'throttle', 'slow'] as const;

/** A fault of a store; `slow` waits `delayMs` (default 200) before each answer. */
export interface StoreFault {
  readonly fault: (typeof storeFaultNames)[number];
  readonly delayMs?: number;
}

/** The stores that can fail. */
export const storeNames = ['dynamodb', 'secrets'] as const;

/** A store that can fail. */
export type StoreName = (typeof storeNames)[number];

/** How long `slow` and `late` wait when nothing else is said. */
export const defaultDelayMs = 200;
