import { CredentialsUnavailableError } from '@app/bedrock';
import { describe, expect, it } from 'vitest';
import { loadRotationConfig } from '../../config/gateway-config.js';
import { RotationWorld } from '../../testing/rotation-world.js';
import { runRotationCommand, type RotationSurroundings } from './run-rotation-command.js';

async function run(args: readonly string[], around: Partial<RotationSurroundings> = {}) {
  const world = new RotationWorld();
  const written = { out: '', error: '' };
  const exitCode = await runRotationCommand(args, {
    loadConfig: () => loadRotationConfig({}),
    open: () => world.process(),
    writeOut: (text) => (written.out += text),
    writeError: (text) => (written.error += text),
    ...around,
  });
  return { exitCode, ...written, world };
}

describe('the command that rotates secrets, given something wrong', () => {
  it.each([
    [[]],
    [['everything']],
    [['token', 'bedrock-key']],
    [['token', '--force']],
    [['bedrock-key', '--dry-run=true']],
    [['ABSKsecret']],
  ])('says what it takes, and not what it was given: %j', async (args) => {
    const { exitCode, out, error } = await run(args);
    expect([exitCode, out]).toEqual([2, '']);
    expect(error).toMatch(
      /^secrets:rotate: takes (?:one of: token, bedrock-key|only --dry-run, --take-over, --json)\n$/,
    );
  });

  it('names variables that are wrong', async () => {
    const { exitCode, error } = await run(['token'], {
      loadConfig: () => loadRotationConfig({ GATEWAY_ROTATION_USER_NAME: 'a b', GATEWAY_ROTATION_KEY_DAYS: '0' }),
    });
    expect(exitCode).toBe(2);
    expect(error).toContain('GATEWAY_ROTATION_USER_NAME');
    expect(error).toContain('GATEWAY_ROTATION_KEY_DAYS');
    expect(error).not.toContain('a b');
  });
});

describe('the command that rotates secrets', () => {
  it('explains itself', async () => {
    for (const help of ['--help', '-h']) {
      const { exitCode, out } = await run([help]);
      expect(exitCode).toBe(0);
      expect(out).toContain('npm run -s secrets:rotate -- token|bedrock-key');
    }
  });

  it('says which version is current now, to people and to programs', async () => {
    const { exitCode, out, world } = await run(['bedrock-key']);
    expect([exitCode, out]).toEqual([0, `rotated: version ${world.versions.labels.get('AWSCURRENT')} is current\n`]);
    const other = await run(['bedrock-key', '--json']);
    expect(JSON.parse(other.out)).toEqual({
      secretId: 'creds',
      dryRun: false,
      versionId: other.world.versions.labels.get('AWSCURRENT'),
    });
  });

  it('lists what it would do, for programs, too', async () => {
    const { out, world } = await run(['bedrock-key', '--dry-run', '--json']);
    const { plan, ...others } = JSON.parse(out) as { plan: string[] };
    expect(others).toEqual({ secretId: 'creds', dryRun: true });
    expect(plan).toHaveLength(4);
    expect(world.versions.texts.size).toBe(1);
  });

  it.each([
    ['1 where everything is as before', (world: RotationWorld) => void (world.areRoutesDown = true), 1, 'rolled-back'],
    [
      '4 where it does not begin',
      (world: RotationWorld) => world.credentials.add('ACCABYHAND00000000001', 'by-hand'),
      4,
      'refused',
    ],
    ['3 where it stopped on the way', (world: RotationWorld) => void (world.versions.outline = fail), 3, 'unavailable'],
  ])('ends with %s', async (_what, prepare, expected, word) => {
    const world = new RotationWorld();
    prepare(world);
    const { exitCode, out, error } = await run(['bedrock-key'], { open: () => world.process() });
    expect([exitCode, out]).toEqual([expected, '']);
    expect(error).toContain(word);
  });

  it('leaves a defect to whoever can tell where it is', async () => {
    const defect = new TypeError('a defect');
    const failing = run(['token'], {
      open: () => {
        throw defect;
      },
    });
    await expect(failing).rejects.toBe(defect);
  });
});

function fail(): Promise<never> {
  return Promise.reject(new CredentialsUnavailableError('x'));
}
