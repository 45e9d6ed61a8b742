import { isBedrockOperation, type BedrockRequest } from '@app/bedrock';
import { PeerEventInvalidError } from '../../errors.js';
import { isRoute } from '../../route.js';
import { fieldsOf, textsOf, type Fields } from './fields.js';
import { PEER_VERSION, type PeerEvent } from './peer-call.js';

const MAX_TIMEOUT_MS = 900_000;

/** Source: Secrets Manager API reference, `VersionId`. */
const VERSION_ID = /^[A-Za-z0-9-]{32,64}$/;

const READERS = { peerCall: readCall, peerProbe: readProbe, peerTrial: readTrial } as const;
const NAMES = ['peerCall', 'peerProbe', 'peerTrial'] as const;

/**
 * Reads the event of a sibling function. Undefined for an event that does not claim to be one: those of API Gateway have
 * a `requestContext`, which this never has.
 *
 * Ids and labels are checked where the call is built, as those of any call are.
 *
 * @throws {PeerEventInvalidError} for one that claims to be one, and is none of this version.
 */
export function readPeerEvent(event: unknown): PeerEvent | undefined {
  const members = fieldsOf(event) ?? {};
  const claimed = NAMES.filter((name) => members[name] !== undefined);
  const [name] = claimed;
  if (name === undefined) return undefined;
  const fields = fieldsOf(members[name]);
  const isAlone =
    claimed.length === 1 && Object.keys(members).every((member) => NAMES.some((known) => known === member));
  if (!isAlone || fields?.['version'] !== PEER_VERSION) throw new PeerEventInvalidError();
  const read = READERS[name](fields);
  if (!read) throw new PeerEventInvalidError();
  return read;
}

function readProbe({ route }: Fields): PeerEvent | undefined {
  return typeof route === 'string' && isRoute(route) ? { kind: 'probe', route } : undefined;
}

function readTrial({ route, pendingVersionId }: Fields): PeerEvent | undefined {
  if (typeof route !== 'string' || !isRoute(route)) return undefined;
  if (typeof pendingVersionId !== 'string' || !VERSION_ID.test(pendingVersionId)) return undefined;
  return { kind: 'trial', route, pendingVersionId };
}

function readCall(fields: Fields): PeerEvent | undefined {
  const { route, dataClass, callerToken, requestId, hasNextRoute, timeoutMs } = fields;
  const call = readRequest(fieldsOf(fields['call']) ?? {});
  if (typeof route !== 'string' || !isRoute(route) || !call) return undefined;
  if (typeof dataClass !== 'string' || typeof callerToken !== 'string' || typeof requestId !== 'string')
    return undefined;
  if (typeof hasNextRoute !== 'boolean' || !isTimeout(timeoutMs)) return undefined;
  return { kind: 'call', call: { route, dataClass, callerToken, requestId, hasNextRoute, timeoutMs, call } };
}

function isTimeout(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value <= MAX_TIMEOUT_MS;
}

function readRequest({ operation, modelId, labels, query, headers, body }: Fields): BedrockRequest | undefined {
  if (typeof operation !== 'string' || !isBedrockOperation(operation)) return undefined;
  return {
    operation,
    ...(typeof modelId === 'string' && { modelId }),
    labels: textsOf(labels),
    query: textsOf(query),
    headers: textsOf(headers),
    ...(typeof body === 'string' && { body: Buffer.from(body, 'utf8') }),
  };
}
