import { expect, it } from 'vitest';
import { createAttempt, createFinishedRecord } from '../testing/finished-record.js';
import { RecordNames } from './record-names.js';

const DENIED = createAttempt({ outcome: 'bad-request' });

it('names a model and a tenant only once Bedrock has answered for them', () => {
  const names = new RecordNames();
  const asked = { modelId: 'amazon.made-up-v1:0', tenant: 'blue', attempts: [DENIED], success: false };
  expect(names.dimensionsOf(createFinishedRecord(asked))).toEqual({
    'gateway.route': 'internet',
    'gateway.tenant': 'other',
    'gen_ai.request.model': 'other',
  });
  const answered = { ...asked, attempts: [DENIED, createAttempt()] };
  expect(names.dimensionsOf(createFinishedRecord(answered))).toMatchObject({
    'gateway.tenant': 'blue',
    'gen_ai.request.model': 'amazon.made-up-v1:0',
  });
  expect(names.dimensionsOf(createFinishedRecord(asked))).toMatchObject({ 'gateway.tenant': 'blue' });
});

it('makes no more than 50 of each, however many there are', () => {
  const names = new RecordNames();
  const shown = Array.from({ length: 300 }, (_, index) =>
    names.dimensionsOf(createFinishedRecord({ modelId: `m.${index}`, tenant: `t${index}` })),
  );
  expect(new Set(shown.map((each) => each['gen_ai.request.model'])).size).toBe(51);
  expect(new Set(shown.map((each) => each['gateway.tenant'])).size).toBe(51);
});

it('says which route answered, else which was tried last, else which was asked for', () => {
  const { routingMethod: _, modelId: __, ...unanswered } = createFinishedRecord({ requestedRoute: 'auto' });
  const attempts = [createAttempt({ outcome: 'unreachable' }), createAttempt({ route: 'vpn', outcome: 'timeout' })];
  const routeOf = (facts: Partial<typeof unanswered>): unknown =>
    new RecordNames().dimensionsOf({ ...unanswered, ...facts })['gateway.route'];
  expect(new RecordNames().dimensionsOf(createFinishedRecord({ routingMethod: 'vpn', attempts: [] }))).toMatchObject({
    'gateway.route': 'vpn',
  });
  expect(routeOf({ attempts })).toBe('vpn');
  expect(routeOf({ attempts: [] })).toBe('auto');
  expect(new RecordNames().dimensionsOf({ ...unanswered, attempts: [] })).toEqual({
    'gateway.route': 'auto',
    'gateway.tenant': 'none',
  });
});
