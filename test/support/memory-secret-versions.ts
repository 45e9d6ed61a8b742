import {
  SecretUnchangedError,
  SecretVersions,
  type SecretOutline,
  type StagedText,
  type StageMove,
} from '@app/bedrock';

/** One secret's versions in memory, for specs: labels move as Secrets Manager moves them. */
export class MemorySecretVersions extends SecretVersions {
  rotates = true;
  nowEpochMs = (): number => Date.now();
  readonly texts = new Map<string, StagedText>();
  /** Label -> version id. */
  readonly labels = new Map<string, string>();

  /** A secret with a current version of this text. */
  static holding(text: string, createdAtEpochMs = 0): MemorySecretVersions {
    const versions = new MemorySecretVersions();
    versions.texts.set('first', { text, createdAtEpochMs });
    versions.labels.set('AWSCURRENT', 'first');
    return versions;
  }

  /** The text of whatever has the label. */
  textAt(stage: string): string | undefined {
    return this.texts.get(this.labels.get(stage) ?? '')?.text;
  }

  override outline(): Promise<SecretOutline> {
    const stages = new Map<string, Set<string>>();
    for (const [label, id] of this.labels) stages.set(id, (stages.get(id) ?? new Set()).add(label));
    return Promise.resolve({ stages, rotates: this.rotates });
  }

  override read(_secretId: string, { id, stage }: { id: string; stage: string }): Promise<StagedText | undefined> {
    return Promise.resolve(this.labels.get(stage) === id ? this.texts.get(id) : undefined);
  }

  override async put(_secretId: string, version: { id: string; text: string; stage: string }): Promise<void> {
    const { id, text, stage } = version;
    await Promise.resolve();
    const existing = this.texts.get(id);
    if (existing !== undefined && existing.text !== text) throw new SecretUnchangedError('refused');
    this.texts.set(id, existing ?? { text, createdAtEpochMs: this.nowEpochMs() });
    this.labels.set(stage, id);
  }

  override async move(_secretId: string, { stage, from, to }: StageMove): Promise<void> {
    await Promise.resolve();
    const holder = this.labels.get(stage);
    if (holder !== from && holder !== undefined && holder !== to) throw new SecretUnchangedError('refused');
    if (from !== undefined && holder !== from) throw new SecretUnchangedError('refused');
    if (to === undefined) this.labels.delete(stage);
    else this.labels.set(stage, to);
    if (stage === 'AWSCURRENT' && holder !== undefined && holder !== to) this.labels.set('AWSPREVIOUS', holder);
  }
}
