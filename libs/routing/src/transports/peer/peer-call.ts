import type { BedrockRequest } from '@app/bedrock';
import type { Route } from '../../route.js';

/** One call to Bedrock that the sibling function makes for this one, on the one route that is its own. */
export interface PeerCall {
  readonly route: Route;
  readonly dataClass: string;
  /** Verified again by the sibling: it trusts a role to call it, and nobody to speak for a caller. */
  readonly callerToken: string;
  /** Key of the caller's audit record, for the log of the sibling, which writes no record. */
  readonly requestId: string;
  /** As in `RoutingRequest`. */
  readonly hasNextRoute: boolean;
  /** Time left for all of it, in milliseconds; no time of day, as clocks differ. */
  readonly timeoutMs: number;
  readonly call: BedrockRequest;
}

/** What the sibling is asked for: a call, a proof of its route, or a proof of credentials that are not in use yet. */
export type PeerEvent =
  | { readonly kind: 'call'; readonly call: PeerCall }
  | { readonly kind: 'probe'; readonly route: Route }
  | ({ readonly kind: 'trial' } & PeerTrial);

/** Credentials to be tried: the pending version of the commercial secret, which the sibling reads for itself. */
export interface PeerTrial {
  readonly route: Route;
  /** Of the secret's version. No secret itself. */
  readonly pendingVersionId: string;
}

/** Of the events and the answers. Two functions are not updated at the same moment: another version is refused. */
export const PEER_VERSION = 1;

/**
 * The event of a call, as JSON. It has one member, `peerCall`: API Gateway produces events of members of its own, and a
 * caller's text only ever inside them.
 *
 * The body goes as text: in base64 it would not fit into an event of 6 MB.
 *
 * @throws {TypeError} if the body is not UTF-8.
 */
export function encodePeerCall({ call, ...terms }: PeerCall): string {
  const { body, ...head } = call;
  const text = body && new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  return JSON.stringify({ peerCall: { version: PEER_VERSION, ...terms, call: { ...head, body: text } } });
}

/** The event of a probe, as JSON. */
export function encodePeerProbe(route: Route): string {
  return JSON.stringify({ peerProbe: { version: PEER_VERSION, route } });
}

/** The event of a trial, as JSON: no key is in it. */
export function encodePeerTrial({ route, pendingVersionId }: PeerTrial): string {
  return JSON.stringify({ peerTrial: { version: PEER_VERSION, route, pendingVersionId } });
}
