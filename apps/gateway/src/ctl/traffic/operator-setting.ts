import { AuditError, TrafficStore, type TrafficStoreOptions } from '@app/audit';
import { readTrafficSetting, type TrafficSetting, type TrafficSplit } from '@app/routing';
import { GatewayConfigError } from '../../config/gateway-config.error.js';
import { loadOperatorConfig } from '../../config/gateway-config.js';
import { toTrafficOptions } from '../../config/to-lib-options.js';
import { CtlError } from '../ctl.error.js';
import { explainAwsFailure } from '../gateway/explain-aws-failure.js';

const STORE_TIMEOUT_MS = 5_000;

/** The stored split, as one operator sees and changes it. To be closed. */
export class OperatorSetting implements Disposable {
  private constructor(private readonly store: TrafficStore) {}

  /** @throws {CtlError} `environment` where no table is named, or the environment is otherwise wrong. */
  static open(env: NodeJS.ProcessEnv): OperatorSetting {
    return new OperatorSetting(new TrafficStore(readOptions(env)));
  }

  [Symbol.dispose](): void {
    this.store.close();
  }

  /**
   * What is stored; undefined where nothing is.
   *
   * @throws {CtlError} `environment` where the store does not say, or has something else.
   */
  async read(): Promise<TrafficSetting | undefined> {
    const stored = await this.#explained(() => this.store.read(AbortSignal.timeout(STORE_TIMEOUT_MS)));
    if (stored === undefined) return undefined;
    const setting = readTrafficSetting(stored);
    if (setting !== undefined) return setting;
    const next = 'delete the item whose key is "traffic" by hand: the configured order stands meanwhile';
    throw new CtlError('environment', 'What is stored is no split of traffic, and the gateways ignore it', next);
  }

  /**
   * Stores a split in the place of what was read. Not interrupted by anything: afterwards it is known what is in force.
   *
   * @throws {CtlError} `busy` where somebody else has changed it since; `environment` where the store did not take it;
   *   `unfinished` where it may have.
   */
  async write(change: Omit<TrafficSetting, 'version'>, replaces: TrafficSetting | undefined): Promise<TrafficSetting> {
    const setting = { ...change, version: (replaces?.version ?? 0) + 1 };
    const signal = AbortSignal.timeout(STORE_TIMEOUT_MS);
    try {
      if (await this.#explained(() => this.store.write(setting, replaces?.version, signal))) return setting;
    } catch (error) {
      await this.#throwUnlessTaken(setting, error);
    }
    await this.require(setting);
    return setting;
  }

  /**
   * Looks whether a setting is the one that is stored. One whose answer was lost is, although its write was refused.
   *
   * @throws {CtlError} `busy` where it is another one, and whose; as `read`.
   */
  async require(setting: TrafficSetting): Promise<void> {
    const stored = await this.read();
    if (stored?.version === setting.version && isOf(stored, setting)) return;
    const whose = stored === undefined ? 'taken away' : `changed by ${stored.changedBy} at ${stored.changedAt}`;
    throw new CtlError('busy', `The split was ${whose} meanwhile: it is left as it is`, 'ctl traffic show');
  }

  /** An answer that is lost does not tell whether the write was done, so the store is asked. */
  async #throwUnlessTaken({ version }: TrafficSetting, failure: unknown): Promise<void> {
    const stored = await this.read().catch((error: unknown) => {
      if (!(error instanceof CtlError)) throw error;
      throw new CtlError(
        'unfinished',
        'The change may be in force or not: the answer was lost',
        'ctl traffic show',
        error,
      );
    });
    if ((stored?.version ?? 0) < version) throw failure;
  }

  async #explained<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      const isOurs = error instanceof AuditError || (error instanceof DOMException && error.name === 'TimeoutError');
      if (!isOurs) throw error;
      throw unreadable(error);
    }
  }
}

const isOf = (stored: TrafficSetting, { changedAt, changedBy }: TrafficSetting): boolean =>
  stored.changedAt === changedAt && stored.changedBy === changedBy;

/** What is in force where nothing is stored, unless a gateway says otherwise. */
export const UNTOUCHED: TrafficSplit = { order: ['internet', 'vpn'], weights: { internet: 100, vpn: 0 } };

function readOptions(env: NodeJS.ProcessEnv): TrafficStoreOptions {
  try {
    const options = toTrafficOptions(loadOperatorConfig(env));
    if (options !== undefined) return options;
  } catch (error) {
    if (error instanceof GatewayConfigError) throw new CtlError('environment', error.message, 'ctl doctor');
    throw error;
  }
  const next = 'name the table as the gateways do (output TrafficTableName of the stack): docs/configuration.md';
  throw new CtlError('environment', 'GATEWAY_TRAFFIC_TABLE is not set: traffic cannot be shifted', next);
}

function unreadable(error: unknown): CtlError {
  if (!(error instanceof AuditError)) {
    return new CtlError('environment', 'The table of the split does not answer in time', 'ctl doctor', error);
  }
  if ('reason' in error && error.reason === 'table-missing') {
    const next = 'check GATEWAY_TRAFFIC_TABLE, AWS_REGION, and the account';
    return new CtlError('environment', 'There is no such table of the split', next, error);
  }
  const { words, next } = explainAwsFailure(error);
  return new CtlError('environment', `The table of the split cannot be used: ${words}`, next, error);
}
