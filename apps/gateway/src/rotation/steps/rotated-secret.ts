import { versionAt, type SecretOutline, type SecretVersions, type StagedText } from '@app/bedrock';
import { RotationRefusedError } from '../errors.js';

/** How far a version has come: not staged at all, staged as pending, or in use. */
export type Progress = 'unstaged' | 'pending' | 'current';

/** One secret in the course of its rotation. */
export class RotatedSecret {
  constructor(
    readonly versions: SecretVersions,
    readonly id: string,
  ) {}

  outline(signal: AbortSignal): Promise<SecretOutline> {
    return this.versions.outline(this.id, signal);
  }

  /** How far a version has come. One that is in use may be labelled as pending, too: its rotation is not at its end. */
  async progressOf(token: string, signal: AbortSignal): Promise<Progress> {
    const labels = (await this.outline(signal)).stages.get(token);
    if (labels?.has('AWSCURRENT') === true) return 'current';
    return labels?.has('AWSPENDING') === true ? 'pending' : 'unstaged';
  }

  /** The version with a label. @returns undefined where none has it, or it has no value yet. */
  async at(stage: string, signal: AbortSignal): Promise<StagedText | undefined> {
    const id = versionAt(await this.outline(signal), stage);
    return id === undefined ? undefined : this.versions.read(this.id, { id, stage }, signal);
  }

  /** The version in use. @throws {RotationRefusedError} `no-current` where there is none. */
  async current(signal: AbortSignal): Promise<StagedText> {
    const version = await this.at('AWSCURRENT', signal);
    if (!version) throw new RotationRefusedError('no-current');
    return version;
  }

  /** The pending version, if it is this one and has a value. */
  pending(token: string, signal: AbortSignal): Promise<StagedText | undefined> {
    return this.versions.read(this.id, { id: token, stage: 'AWSPENDING' }, signal);
  }

  /** Stages a value as pending. */
  stage(token: string, text: string, signal: AbortSignal): Promise<void> {
    return this.versions.put(this.id, { id: token, text, stage: 'AWSPENDING' }, signal);
  }

  /** Makes the pending version the current one; the one before becomes the previous one. */
  async promote(token: string, signal: AbortSignal): Promise<void> {
    const from = versionAt(await this.outline(signal), 'AWSCURRENT');
    if (from === token) return;
    await this.versions.move(this.id, { stage: 'AWSCURRENT', to: token, ...(from !== undefined && { from }) }, signal);
  }

  /** Makes the version before the current one again, if this one is. */
  async demote(token: string, signal: AbortSignal): Promise<void> {
    const outline = await this.outline(signal);
    const to = versionAt(outline, 'AWSPREVIOUS');
    if (versionAt(outline, 'AWSCURRENT') !== token || to === undefined) return;
    await this.versions.move(this.id, { stage: 'AWSCURRENT', from: token, to }, signal);
  }

  /** Takes the label off the pending version, if it is this one. */
  async unstage(token: string, signal: AbortSignal): Promise<void> {
    if (versionAt(await this.outline(signal), 'AWSPENDING') !== token) return;
    await this.versions.move(this.id, { stage: 'AWSPENDING', from: token }, signal);
  }
}
