import { afterAll, beforeAll, expect, it } from 'vitest';
import { watch } from '../console/watch.js';
import { ask, KINDS } from './asked.js';
import { prepareGround, type CanaryGround } from './canary-ground.js';
import { leaksInAnswer } from './leaks-in-answer.js';
import { runGateway, type RunningGateway } from './running-gateway.js';

let ground: CanaryGround;
let gateway: RunningGateway;
const subjects: string[] = [];
const tenants: string[] = [];

beforeAll(async () => {
  ground = await prepareGround();
  gateway = await runGateway({ ...ground.env, GATEWAY_CONSOLE: 'true' });
  const texts = ground.answerWith('an answer in one piece');
  for (const kind of Object.values(KINDS)) {
    const asked = ask(kind, ground.canaries);
    const [, subject = '', tenant = ''] = asked.recorded;
    subjects.push(subject);
    tenants.push(tenant);
    await leaksInAnswer({ url: gateway.url, ground }, asked, texts);
  }
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
  for (let request = 0; request < subjects.length; request += 1) text += (await watching.next('request')).data;
  text += (await watching.next('status')).data;
  expect(ground.canaries.leaksIn(text, [...subjects, ...tenants])).toEqual([]);
  expect(ground.canaries.leaksIn(text)).not.toEqual([]);
});
