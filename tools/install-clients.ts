/**
 * Installs the published clients that `test/conformance` compares the gateway with Bedrock by. They have a lock file of
 * their own beside the tests: running the gateway takes none of them. With `--if-possible` a registry that cannot be
 * reached is no failure: their tests are skipped then, and say so.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = 'test/conformance';
const installedMark = join(FOLDER, 'node_modules', '.installed-lock.sha256');
const lockHash = createHash('sha256')
  .update(readFileSync(join(FOLDER, 'package-lock.json')))
  .digest('hex');

if (!isInstalled()) {
  const { status } = spawnSync('npm', ['ci', '--prefix', FOLDER, '--no-audit', '--no-fund'], { stdio: 'inherit' });
  if (status === 0) writeFileSync(installedMark, lockHash);
  else if (process.argv.includes('--if-possible')) {
    process.stderr.write('The published clients cannot be installed: their conformance tests will be skipped\n');
  } else process.exitCode = 1;
}

function isInstalled(): boolean {
  return existsSync(installedMark) && readFileSync(installedMark, 'utf8') === lockHash;
}
