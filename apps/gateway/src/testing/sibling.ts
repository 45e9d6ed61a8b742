import type { ServerResponse } from 'node:http';
import { readPeerEvent, type RoutePolicies } from '@app/routing';
import type { Context } from 'aws-lambda';
import { forgeToken, GOOD_CLAIMS, NOW_EPOCH_S, TOKEN_SECRET } from '../../../../test/support/forge-token.js';
import { begin, complete, payload } from '../../../../test/support/loopback-lambda.js';
import { MemorySecretReader } from '../../../../test/support/memory-secret-reader.js';
import { MemorySecretVersions } from '../../../../test/support/memory-secret-versions.js';
import { createTokenKeys } from '../auth/keys/create-token-keys.js';
import { TokenVerifier } from '../auth/token-verifier.js';
import { answerPeerInOnePiece, streamPeerAnswer } from '../peer/peer-answers.js';
import { PeerCalls } from '../peer/peer-calls.js';
import { PendingTrial } from '../rotation/trial/pending-trial.js';
import { RuntimeStream } from './runtime-stream.js';

/** An invocation with all the time in the world. */
export const CONTEXT = { getRemainingTimeInMillis: () => 900_000 } as Context;

/** A token that grants everything, but for what is said otherwise. */
export const tokenWith = (claims: object = {}): string =>
  forgeToken({ claims: { ...GOOD_CLAIMS, classifications: ['internal', 'cui'], ...claims } });

/** `PeerCalls` with the verifier of the application, `ageS` seconds after tokens were made. */
export function createPeerCalls(
  policies: RoutePolicies,
  ageS = 0,
  reader = new MemorySecretReader(),
  pending = NO_TRIALS,
): PeerCalls {
  reader.put('tokens', { current: TOKEN_SECRET });
  const nowEpochMs = (): number => (NOW_EPOCH_S + ageS) * 1_000;
  const config = { secretId: 'tokens', maxLifetimeSeconds: 3_600 };
  return new PeerCalls(
    new TokenVerifier(createTokenKeys(config, reader, { nowEpochMs }), config, nowEpochMs),
    policies,
    pending,
  );
}

/** For siblings that are asked for calls and probes alone. */
const NO_TRIALS = new PendingTrial({}, 'credentials', new MemorySecretVersions());

/** How the sibling's events are served. */
export type Mode = 'stream' | 'one piece';

/** The sibling function behind Lambda's API, for `startLambda`. A handler that fails ends as Lambda says such things. */
export function serveSibling(peers: PeerCalls, mode: Mode) {
  return async (response: ServerResponse, event: string): Promise<void> => {
    try {
      await ANSWERS[mode](peers, JSON.parse(event), begin(response));
      response.end(complete());
    } catch {
      response.end(complete('Unhandled'));
    }
  };
}

type Serve = (peers: PeerCalls, event: unknown, response: ServerResponse) => Promise<void>;

const ANSWERS: Readonly<Record<Mode, Serve>> = {
  stream: async (peers, event, response) => {
    const pass = (chunk: Buffer, left: () => void): void => void response.write(payload(chunk), left);
    const peerEvent = readPeerEvent(event);
    if (peerEvent) await streamPeerAnswer(peers, peerEvent, new RuntimeStream(pass).stream, CONTEXT);
  },
  'one piece': async (peers, event, response) => {
    const peerEvent = readPeerEvent(event);
    if (peerEvent) response.write(payload(JSON.stringify(await answerPeerInOnePiece(peers, peerEvent, CONTEXT))));
  },
};
