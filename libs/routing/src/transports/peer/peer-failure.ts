import {
  BedrockCallError,
  CredentialsUnavailableError,
  NoEndpointError,
  type FailureKind,
  type UpstreamProblem,
} from '@app/bedrock';
import { BreakerOpenError, PeerRefusedError, RouteDeniedError, type PeerRefusal } from '../../errors.js';
import type { Route } from '../../route.js';

/** Why a sibling's call failed, without what the body of the answer carries. */
export type PeerFailure =
  | {
      readonly code: 'BEDROCK_CALL_FAILED';
      readonly kind: FailureKind;
      readonly reason: string;
      readonly upstream?: Omit<UpstreamProblem, 'answer'>;
      /** Headers of Bedrock's error answer, whose body follows the head. */
      readonly answerHeaders?: Readonly<Record<string, string>>;
    }
  | { readonly code: 'NO_ENDPOINT'; readonly plane: 'control' | 'runtime' }
  | { readonly code: 'BREAKER_OPEN' }
  | { readonly code: 'CREDENTIALS_UNAVAILABLE'; readonly missingOn: CredentialsUnavailableError['missingOn'] }
  | { readonly code: 'PEER_REFUSED'; readonly reason: PeerRefusal };

/** A failure on its way to the sibling that asked. */
export interface PortableFailure {
  readonly failure: PeerFailure;
  readonly body: Uint8Array;
}

const NOTHING = new Uint8Array();

/** Takes an error apart into what can be sent; undefined for a defect, which tells nobody anything. */
export function toPeerFailure(error: unknown): PortableFailure | undefined {
  if (error instanceof BedrockCallError) return toCallFailure(error);
  if (error instanceof NoEndpointError) return bare({ code: 'NO_ENDPOINT', plane: error.plane });
  if (error instanceof BreakerOpenError) return bare({ code: 'BREAKER_OPEN' });
  if (error instanceof CredentialsUnavailableError)
    return bare({ code: 'CREDENTIALS_UNAVAILABLE', missingOn: error.missingOn });
  if (error instanceof PeerRefusedError) return bare({ code: 'PEER_REFUSED', reason: error.reason });
  if (error instanceof RouteDeniedError) return bare({ code: 'PEER_REFUSED', reason: 'data-class' });
  return undefined;
}

/** Puts the error together again, for the caller's own function to treat like one of its own. */
export function fromPeerFailure({ failure, body }: PortableFailure, route: Route): Error {
  switch (failure.code) {
    case 'BEDROCK_CALL_FAILED':
      return fromCallFailure(failure, body);
    case 'NO_ENDPOINT':
      return new NoEndpointError(failure.plane);
    case 'BREAKER_OPEN':
      return new BreakerOpenError(route);
    case 'CREDENTIALS_UNAVAILABLE':
      return new CredentialsUnavailableError('the sibling function has none', undefined, failure.missingOn);
    case 'PEER_REFUSED':
      return new PeerRefusedError(failure.reason);
  }
}

function bare(failure: PeerFailure): PortableFailure {
  return { failure, body: NOTHING };
}

function toCallFailure({ kind, reason, upstream }: BedrockCallError): PortableFailure {
  const { answer, ...problem } = upstream ?? {};
  const facts = {
    ...(upstream && { upstream: problem as Omit<UpstreamProblem, 'answer'> }),
    ...(answer && { answerHeaders: answer.headers }),
  };
  return { failure: { code: 'BEDROCK_CALL_FAILED', kind, reason, ...facts }, body: answer?.body ?? NOTHING };
}

function fromCallFailure(
  { kind, reason, upstream, answerHeaders }: Extract<PeerFailure, { code: 'BEDROCK_CALL_FAILED' }>,
  body: Uint8Array,
): BedrockCallError {
  if (!upstream) return new BedrockCallError(kind, reason);
  const answer = answerHeaders && { headers: answerHeaders, body };
  return new BedrockCallError(kind, reason, { upstream: { ...upstream, ...(answer && { answer }) } });
}
