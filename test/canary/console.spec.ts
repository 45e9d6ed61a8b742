import { afterAll, beforeAll, expect, it } from 'vitest';
import { watch } from '../console/watch.js';
import { pathOfEntry } from '../support/bundled.js';
import { ask } from './asked.js';
import { askInEveryWay, type Askers } from './ask-in-every-way.js';
import { prepareGround, type CanaryGround } from './canary-ground.js';
import { runGateway, type RunningGateway } from './running-gateway.js';

let ground: CanaryGround;
let gateway: RunningGateway;
let askers: Askers;

beforeAll(async () => {
  ground = await prepareGround();
  // The console's pages stand beside the entry.
  gateway = await runGateway({ ...ground.env, GATEWAY_CONSOLE: 'true' }, pathOfEntry('main'));
  askers = await askInEveryWay(gateway.url, ground);
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await ground[Symbol.asyncDispose]();
});

it('the feed of the console has subject and tenant of a caller, and nothing else that anybody said', async () => {
  const operator = { ...ask({ path: '/status' }, ground.canaries), claims: { sub: 'an operator' } };
  const system = { url: gateway.url, token: () => ground.tokenFor(operator) };
  await using watching = await watch(system);
  let text = '';
  for (let request = 0; request < askers.subjects.length; request += 1) text += (await watching.next('request')).data;
  text += (await watching.next('status')).data;
  expect(ground.canaries.leaksIn(text, [...askers.subjects, ...askers.tenants])).toEqual([]);
  expect(ground.canaries.leaksIn(text)).not.toEqual([]);
});
