import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Command, type CommandEnd } from '../support/command.js';
import { entryToStart } from '../support/entry-to-start.js';
import type { Leak } from './canaries.js';
import { prepareGround, type CanaryGround } from './canary-ground.js';
import { runGateway, type RunningGateway } from './running-gateway.js';

const CTL = entryToStart('ctl');
const MODEL = 'us.amazon.nova-lite-v1:0';

let ground: CanaryGround;
let gateway: RunningGateway;
beforeAll(async () => {
  ground = await prepareGround();
  gateway = await runGateway(ground.env);
}, 60_000);
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await ground[Symbol.asyncDispose]();
});

async function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input = '',
): Promise<CommandEnd> {
  await using command = Command.node(CTL, args, { ...ground.env, CTL_GATEWAY_URL: gateway.url, ...env }, input);
  return await command.ended;
}

function leaks({ stdout, stderr }: CommandEnd, allowed: readonly string[] = []): readonly Leak[] {
  return [...ground.canaries.leaksIn(stdout, allowed), ...ground.canaries.leaksIn(stderr, allowed)];
}

describe.each(['status 403', 'a page', 'an answer in one piece'])(
  'while Bedrock answers with %s, the command line',
  (name) => {
    it('says nothing in findings and reports that must not go further', async () => {
      ground.answerWith(name);
      for (const verb of ['doctor', 'report']) {
        const end = await run([verb, '--json']);
        expect(end.stdout).not.toBe('');
        expect([verb, leaks(end)]).toEqual([verb, []]);
      }
    });

    it('shows who asks what was answered, and no more', async () => {
      const { said, type } = ground.answerWith(name);
      const prompt = ground.canaries.plant('a prompt');
      expect(leaks(await run(['invoke', MODEL, prompt, '--route', 'vpn']), [said, type])).toEqual([]);
    });
  },
);

describe('the command line', () => {
  it('repeats nothing of what was put in the wrong place', async () => {
    const canary = ground.canaries.plant('the command line');
    const folder = await mkdtemp(join(tmpdir(), 'ctl-'));
    const attempts = [
      run(['secrets', 'put', 'token', '--dry-run'], {}, canary),
      run(['secrets', 'put', 'bedrock-key', '--dry-run'], {}, JSON.stringify({ key: canary })),
      run(['status'], { CTL_TOKEN: canary }),
      run(['status'], { CTL_TOKEN: `${canary}.${canary}.${canary}` }),
      run(['doctor'], { GATEWAY_ATTACHMENT: canary }),
      run(['report', '--out', join(folder, canary)], { GATEWAY_ATTACHMENT: canary }),
      run(['invoke', MODEL, '-', '--class', 'unknown'], {}, canary),
    ];
    // Where a report went is said to who has said it.
    for (const end of await Promise.all(attempts)) expect(leaks({ ...end, stderr: end.stderr.replace(/^written to .*\n/m, '') })).toEqual([]); // prettier-ignore
    await rm(folder, { recursive: true });
  });
});
