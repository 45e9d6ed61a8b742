import { writeApiKeySecret } from '@app/bedrock';
import { IamCallError, RotationFailedError, RotationRefusedError, type RotationStep } from '../errors.js';
import type { HeldLease, RotationLease } from '../steps/rotation-lease.js';
import type { RotatedSecret } from '../steps/rotated-secret.js';
import { SecretRotation } from '../steps/secret-rotation.js';
import { withinAfterwards } from '../steps/within-afterwards.js';
import type { RouteTrials } from './route-trials.js';
import type { ServiceCredentials } from './service-credentials.js';
import { surveyKeys, type KeySurvey } from './survey-keys.js';

/**
 * Rotates the Bedrock API key, with two keys at a time: the second is made, tried on every route and made current; then
 * the first is switched off, the second tried once more, and only then the first is deleted. Up to there everything
 * can be put back, and whatever fails is.
 *
 * At every moment the current version of the secret holds a key that Bedrock takes, or one for which a reader who was
 * refused finds a newer version.
 */
export class BedrockKeyRotation extends SecretRotation {
  constructor(
    private readonly secret: RotatedSecret,
    private readonly credentials: ServiceCredentials,
    private readonly trials: RouteTrials,
    private readonly lease: RotationLease,
  ) {
    super();
  }

  override get secretId(): string {
    return this.secret.id;
  }

  override async plan(signal: AbortSignal): Promise<readonly string[]> {
    const held = await this.lease.find(signal);
    this.lease.check(held, '');
    const { first, leftBehind } = await surveyKeys(this.secret, this.credentials, held, signal);
    const user = this.credentials.userName;
    return [
      ...leftBehind.map(({ id }) => `delete key ${id} of ${user}, which an earlier rotation has left behind`),
      `make a second Bedrock API key for ${user} and stage it as AWSPENDING`,
      `try it on: ${this.trials.routes.join(', ')}`,
      'make it AWSCURRENT',
      `switch key ${first.id} off, try the new one once more, and delete key ${first.id}`,
    ];
  }

  override async create(token: string, signal: AbortSignal): Promise<void> {
    const progress = await this.secret.progressOf(token, signal);
    const held = await this.lease.find(signal);
    if (progress === 'current') return;
    this.lease.check(held, token);
    if (held?.rotation === token && (await this.secret.pending(token, signal))) return;
    const survey = await surveyKeys(this.secret, this.credentials, held, signal);
    const doomedIds = survey.leftBehind.map(({ id }) => id);
    await this.lease.take(held, { rotation: token, keptIds: [survey.first.id], doomedIds }, signal);
    await this.makeKey(token, survey, signal);
  }

  override async test(token: string, signal: AbortSignal): Promise<void> {
    if ((await this.secret.progressOf(token, signal)) === 'current') return;
    const { keptIds } = await this.held(token, signal);
    if (!(await this.secret.pending(token, signal))) throw new RotationRefusedError('not-pending');
    try {
      await this.trials.prove(token, signal);
    } catch (error) {
      throw await this.putBack('test', token, keptIds, error);
    }
  }

  override async finish(token: string, signal: AbortSignal): Promise<void> {
    const progress = await this.secret.progressOf(token, signal);
    const found = await this.lease.find(signal);
    // Nothing is left to do of a rotation that has given its lease back.
    if (progress === 'current' && found?.rotation !== token) return;
    const { keptIds } = await this.held(token, signal);
    if (progress === 'unstaged') throw new RotationRefusedError('not-pending');
    await this.replace(token, keptIds, signal);
    try {
      for (const id of keptIds) await this.credentials.delete(id, signal);
      await this.secret.unstage(token, signal);
      await this.lease.release(token, signal);
    } catch (error) {
      throw new RotationFailedError('finish', 'unfinished', error);
    }
  }

  private async held(token: string, signal: AbortSignal): Promise<HeldLease> {
    const held = await this.lease.find(signal);
    if (held?.rotation !== token) throw new RotationRefusedError(held ? 'under-way' : 'not-pending');
    return held;
  }

  private async makeKey(token: string, survey: KeySurvey, signal: AbortSignal): Promise<void> {
    const { current, first, leftBehind } = survey;
    try {
      for (const { id } of leftBehind) await this.credentials.delete(id, signal);
      const { id: credentialId, apiKey } = await this.credentials.create(signal);
      const region = current.region !== undefined && { region: current.region };
      await this.secret.stage(token, writeApiKeySecret({ apiKey, credentialId, ...region }), signal);
    } catch (error) {
      throw await this.putBack('create', token, [first.id], error);
    }
  }

  /** Once the first key is gone there is no way back: whether anything still goes by it is tried before. */
  private async replace(token: string, keptIds: readonly string[], signal: AbortSignal): Promise<void> {
    const firsts = (await this.credentials.list(signal)).filter(({ id }) => keptIds.includes(id));
    if (firsts.length === 0 && (await this.secret.progressOf(token, signal)) === 'current') return;
    try {
      await this.secret.promote(token, signal);
      await this.trials.prove(token, signal);
      for (const { id } of firsts) await this.credentials.setActive(id, false, signal);
      await this.trials.prove(token, signal);
    } catch (error) {
      throw await this.putBack('finish', token, keptIds, error);
    }
  }

  /**
   * Makes everything as it was before. With a time of its own: what is put back may be so because time ran out. What
   * cannot be put back now is left to whoever takes the lease next.
   */
  private async putBack(
    step: RotationStep,
    token: string,
    keptIds: readonly string[],
    cause: unknown,
  ): Promise<RotationFailedError> {
    try {
      await withinAfterwards((signal) => this.restore(token, keptIds, signal));
      return new RotationFailedError(step, 'rolled-back', cause);
    } catch {
      return new RotationFailedError(step, 'unfinished', cause);
    }
  }

  private async restore(token: string, keptIds: readonly string[], signal: AbortSignal): Promise<void> {
    const present = await this.credentials.list(signal);
    const firsts = present.filter(({ id }) => keptIds.includes(id));
    // With the first key gone the new one is all there is.
    if (firsts.length === 0) throw new IamCallError('gone');
    for (const { id, isActive } of firsts) if (!isActive) await this.credentials.setActive(id, true, signal);
    await this.secret.demote(token, signal);
    for (const { id } of present) if (!keptIds.includes(id)) await this.credentials.delete(id, signal);
    await this.secret.unstage(token, signal);
    await this.lease.release(token, signal);
  }
}
