import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ask } from '../../support/traffic.js';
import { beginWatched } from '../../credential-life/begin-watched.js';
import { beginRotation, STEPS } from '../../credential-life/play-secrets-manager.js';
import { rotationEnvironmentOf, seedAdministrator } from '../../credential-life/rotate.js';
import { COMMERCIAL_SECRET, TOKEN_SECRET } from '../../credential-life/watched-secrets.js';
import { startLambda } from '../emulator/function/start-lambda.js';
import { readBody } from '../emulator/testing/read-body.js';
import { BUILT } from './built-folders.js';

it.each([
  ['rotateTokenSecret', TOKEN_SECRET],
  ['rotateBedrockKey', COMMERCIAL_SECRET],
])('%s, as it is shipped, puts a new key in place step by step, and no request fails', async (name, secretId) => {
  const { system } = await beginWatched({ iam: {} });
  const { sandbox } = system;
  await seedAdministrator(sandbox);
  const first = await sandbox.readSecret(secretId);
  const settings = Object.entries(rotationEnvironmentOf(sandbox));
  // Region and credentials are Lambda's to set.
  const environment = Object.fromEntries(settings.filter(([variable]) => /^(GATEWAY|AWS_ENDPOINT)_/u.test(variable)));
  const definition = {
    name,
    folder: join(BUILT, 'rotation'),
    handler: `rotation.${name}`,
    timeoutMs: 60_000,
    environment,
  };
  await using lambda = await startLambda({ functions: [definition] });
  const rotation = await beginRotation(sandbox, secretId, async (event) => {
    const { failure } = await readBody(lambda.invoke(name, JSON.stringify(event)));
    if (failure !== undefined) throw failure;
  });
  for (const step of STEPS) {
    await rotation.take(step);
    expect((await ask(system, '')).status).toBe(200);
  }
  expect(await sandbox.readSecret(secretId)).not.toBe(first);
  const log = lambda
    .function(name)
    .log.lines.map(({ text }) => text)
    .join('\n');
  expect(log).not.toContain('ABSK');
  expect(log).not.toContain('failed');
});
