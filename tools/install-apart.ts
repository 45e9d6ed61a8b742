/**
 * Installs what only some tests need and has a lock file of its own beside them: the published clients that the gateway
 * is compared with Bedrock by, the mutation tester. Running the gateway takes none of it.
 *
 *     node tools/install-apart.ts test/conformance [--if-possible]
 *
 * With `--if-possible` a registry that cannot be reached is no failure: the tests say what they skip.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { 'if-possible': { type: 'boolean' } } });
const [folder] = positionals;
if (folder === undefined) throw new TypeError('Which folder?');
const installedMark = join(folder, 'node_modules', '.installed-lock.sha256');
const lockHash = createHash('sha256')
  .update(readFileSync(join(folder, 'package-lock.json')))
  .digest('hex');

if (!isInstalled()) {
  const { status } = spawnSync('npm', ['ci', '--prefix', folder, '--no-audit', '--no-fund'], { stdio: 'inherit' });
  if (status === 0) writeFileSync(installedMark, lockHash);
  else if (values['if-possible'] === true) {
    process.stderr.write(`${folder} cannot be installed: the tests that need it will be skipped\n`);
  } else process.exitCode = 1;
}

function isInstalled(): boolean {
  return existsSync(installedMark) && readFileSync(installedMark, 'utf8') === lockHash;
}
