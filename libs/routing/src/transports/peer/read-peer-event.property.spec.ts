import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportProof, runsOf, seedOf } from '../../../../../test/support/proof.js';
import { PeerEventInvalidError } from '../../errors.js';
import { encodePeerCall, encodePeerProbe, encodePeerTrial } from './peer-call.js';
import { readPeerEvent } from './read-peer-event.js';

const SEED = seedOf(20_261_123);
const CALL = encodePeerCall({
  route: 'vpn',
  dataClass: 'cui',
  callerToken: 'a.b.c',
  requestId: 'r-1',
  hasNextRoute: false,
  timeoutMs: 1_000,
  call: { operation: 'InvokeModel', headers: {} },
});

/** What a caller can write: anything, and above all what would make a call of a sibling, could it break out. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    CALL,
    encodePeerProbe('vpn'),
    encodePeerTrial({ route: 'vpn', pendingVersionId: 'x'.repeat(36) }),
    'peerCall',
    'peerProbe',
    'peerTrial',
    '__proto__',
    `","peerCall":${CALL},"x":"`,
    `"}${CALL}`,
  ),
);
const texts = fc.dictionary(text, text, { maxKeys: 4 });
const lists = fc.dictionary(text, fc.array(text, { maxLength: 3 }), { maxKeys: 4 });
const optional = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> => fc.option(value, { nil: null });

const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE');
const request = {
  httpMethod: method,
  path: text,
  headers: optional(texts),
  multiValueHeaders: optional(lists),
  queryStringParameters: optional(texts),
  multiValueQueryStringParameters: optional(lists),
  body: optional(text),
  isBase64Encoded: fc.boolean(),
};

/** Events by the members that AWS gives them. Sources: the Lambda developer guide on API Gateway (1.0) and on ALB. */
const restEvent = fc.record({
  ...request,
  resource: text,
  pathParameters: optional(texts),
  stageVariables: optional(texts),
  requestContext: fc.record({
    accountId: text,
    path: text,
    stage: text,
    authorizer: optional(texts),
    identity: fc.record({ sourceIp: text, userAgent: optional(text), userArn: optional(text) }),
  }),
});
const balancerEvent = fc.record({ ...request, requestContext: fc.constant({ elb: { targetGroupArn: 'arn:aws:x' } }) });
const httpEvent = fc.record({
  version: fc.constant('2.0'),
  routeKey: text,
  rawPath: text,
  rawQueryString: text,
  cookies: fc.array(text, { maxLength: 3 }),
  headers: texts,
  requestContext: fc.record({ http: fc.record({ method, path: text }) }),
  body: optional(text),
});

const RUNS = runsOf({ sample: 2_000, full: 50_000 });

describe(`an event of API Gateway or of a load balancer (seed ${SEED})`, () => {
  it.each([
    ['a REST API', restEvent],
    ['an HTTP API', httpEvent],
    ['a load balancer', balancerEvent],
  ])('of %s is never taken for one of a sibling, whatever its caller has written', (_what, shape) => {
    fc.assert(
      fc.property(shape as fc.Arbitrary<unknown>, (event) => {
        // As Lambda hands it over: through JSON.
        expect(readPeerEvent(JSON.parse(JSON.stringify(event)))).toBeUndefined();
      }),
      { seed: SEED, numRuns: RUNS },
    );
    reportProof({ proof: 'fuzz-peer-events', seed: SEED, figures: { eventsOfEachShape: RUNS } });
  });

  it('is not even taken for one when a member has got out of its place', () => {
    fc.assert(
      fc.property(restEvent, (event) => {
        const { peerCall } = JSON.parse(CALL) as { peerCall: unknown };
        expect(() => readPeerEvent({ ...event, peerCall })).toThrow(PeerEventInvalidError);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });
});
