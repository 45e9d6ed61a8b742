import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Starts are tried for 600 ms at a time: a connection that takes longer comes too late. */
const CONNECT_TIMEOUT_MS = 500;

/** The limit of last resort; every call has a shorter deadline of its own. */
const REQUEST_TIMEOUT_MS = 3_000;

/** Connections kept open. Two writes per request are short, so far fewer than requests in flight. */
const MAX_SOCKETS = 128;

const ignore = (): void => undefined;

/** The SDK's connection handler warns on the console unless it is given a logger. */
const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/**
 * Makes a client that tries once: the trail is the one place that repeats audit writes.
 *
 * Region, credentials and, without `endpoint`, the endpoint are found by the SDK in its own environment.
 */
export function connectDynamoDb(endpoint: string | undefined): DynamoDBClient {
  return new DynamoDBClient({
    ...(endpoint !== undefined && { endpoint }),
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      // Without it the limit is only warned about.
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
      httpsAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
      logger: SILENT,
    },
  });
}
