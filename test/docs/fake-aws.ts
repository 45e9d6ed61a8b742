import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/**
 * Answers as the AWS CLI would to the commands of the documents: a stack's output is the variable `OUTPUT_<name>`, what
 * a secret is set to goes into a file, and `LOG_EVENTS` is what every log holds. Every call is written down, each argument with a NUL behind it.
 */
const AWS = `#!/bin/bash
own=\${0%/*}
printf '%s\\0' "$@" '' >>"$own/calls"
if [[ "$*" =~ OutputKey==\\'([A-Za-z]+)\\' ]]; then
  name=OUTPUT_\${BASH_REMATCH[1]}
  echo "\${!name:?}"
  exit
fi
case "$*" in
  *get-random-password*) echo "$DRAWN_PASSWORD" ;;
  *put-secret-value*) cat >"$own/secret" ;;
  *filter-log-events*) printf '%s\\n' "$LOG_EVENTS" ;;
  *get-caller-identity*) echo 123456789012 ;;
esac
`;

/** Answers with the one price list that a test gives. */
const CURL = `#!/bin/bash
printf '%s\\0' "$@" '' >>"\${0%/*}/calls"
cat "\${0%/*}/price-list"
`;

/** A folder of programs that stand in a shell's path before the real ones. */
export class FakePrograms implements AsyncDisposable {
  private constructor(readonly folder: string) {}

  /** An AWS CLI, and with a price list a `curl` that answers with it. */
  static async install({ priceList }: { readonly priceList?: object } = {}): Promise<FakePrograms> {
    const folder = await mkdtemp(join(tmpdir(), 'fake-aws-'));
    const install = async (name: string, script: string): Promise<void> => {
      await writeFile(join(folder, name), script);
      await chmod(join(folder, name), 0o755);
    };
    await install('aws', AWS);
    if (priceList !== undefined) {
      await install('curl', CURL);
      await writeFile(join(folder, 'price-list'), JSON.stringify(priceList));
    }
    return new FakePrograms(folder);
  }

  /** The path in which these come first. */
  get path(): string {
    return [this.folder, dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter);
  }

  /** The arguments of each call so far. */
  async calls(): Promise<string[][]> {
    const text = await readFile(join(this.folder, 'calls'), 'utf8').catch(() => '');
    return text.split('\0\0').flatMap((call) => (call === '' ? [] : [call.split('\0')]));
  }

  /** What the last secret was set to. */
  secret(): Promise<string> {
    return readFile(join(this.folder, 'secret'), 'utf8');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
