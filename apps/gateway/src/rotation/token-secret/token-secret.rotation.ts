import type { StagedText } from '@app/bedrock';
import { CLOCK_SKEW_SECONDS } from '../../auth/check-claims.js';
import { RotationFailedError, RotationRefusedError, type RotationStep } from '../errors.js';
import type { RotationLease } from '../steps/rotation-lease.js';
import type { RotatedSecret } from '../steps/rotated-secret.js';
import { SecretRotation } from '../steps/secret-rotation.js';
import { withinAfterwards } from '../steps/within-afterwards.js';
import { makeTokenSecret } from './make-token-secret.js';

/**
 * A value that has waited for longer is not promoted. The end of the version before is counted from when the current one
 * was made, as Secrets Manager does not say when it came into use. What lies between is taken from the last of its tokens,
 * so it must not be more than what they are given beyond their end.
 */
const LONGEST_PENDING_MS = CLOCK_SKEW_SECONDS * 1_000;

/** What a rotation of the token secret depends on. */
export interface TokenSecretTerms {
  /** Signs a token with this text of the secret and verifies it. @throws if either fails. */
  readonly tryText: (text: string) => Promise<void>;
  /** How long tokens of the version before count: no shorter are rotations apart, or tokens end with them. */
  readonly overlapMs: number;
  readonly nowEpochMs: () => number;
}

/**
 * Rotates the secret that signs tokens. The version before stays as the previous one, by which tokens that it has signed
 * are verified until they end; a second rotation within that time would end them, and is refused.
 */
export class TokenSecretRotation extends SecretRotation {
  constructor(
    private readonly secret: RotatedSecret,
    private readonly lease: RotationLease,
    private readonly terms: TokenSecretTerms,
  ) {
    super();
  }

  override get secretId(): string {
    return this.secret.id;
  }

  override async plan(signal: AbortSignal): Promise<readonly string[]> {
    this.lease.check(await this.lease.find(signal), '');
    await this.checkAge(signal);
    return [
      'make 64 random bytes and a new key id, and stage them as AWSPENDING',
      'sign a token with them and verify it',
      'make them AWSCURRENT; tokens of the version before are verified by AWSPREVIOUS until they end',
    ];
  }

  override async create(token: string, signal: AbortSignal): Promise<void> {
    if ((await this.secret.progressOf(token, signal)) === 'current') return;
    const held = await this.lease.find(signal);
    this.lease.check(held, token);
    if (await this.secret.pending(token, signal)) return;
    await this.checkAge(signal);
    if (held?.rotation !== token) await this.lease.take(held, { rotation: token, keptIds: [], doomedIds: [] }, signal);
    try {
      await this.secret.stage(token, makeTokenSecret(), signal);
    } catch (error) {
      throw await this.putBack('create', token, error);
    }
  }

  override async test(token: string, signal: AbortSignal): Promise<void> {
    if ((await this.secret.progressOf(token, signal)) === 'current') return;
    await this.checkHeld(token, signal);
    const pending = await this.secret.pending(token, signal);
    if (!pending) throw new RotationRefusedError('not-pending');
    try {
      if (!this.isFresh(pending)) throw new RotationRefusedError('too-old');
      await this.terms.tryText(pending.text);
    } catch (error) {
      throw await this.putBack('test', token, error);
    }
  }

  override async finish(token: string, signal: AbortSignal): Promise<void> {
    const progress = await this.secret.progressOf(token, signal);
    if (progress === 'unstaged') throw new RotationRefusedError('not-pending');
    if (progress === 'pending') await this.promote(token, signal);
    try {
      await this.secret.unstage(token, signal);
      await this.lease.release(token, signal);
    } catch (error) {
      throw new RotationFailedError('finish', 'unfinished', error);
    }
  }

  private async promote(token: string, signal: AbortSignal): Promise<void> {
    await this.checkHeld(token, signal);
    const pending = await this.secret.pending(token, signal);
    if (!pending) throw new RotationRefusedError('not-pending');
    if (!this.isFresh(pending)) throw await this.putBack('finish', token, new RotationRefusedError('too-old'));
    try {
      await this.secret.promote(token, signal);
    } catch (error) {
      // Perhaps only the answer was lost, and tokens are already signed with it: to go on is all that is safe.
      throw new RotationFailedError('finish', 'unfinished', error);
    }
  }

  private async checkHeld(token: string, signal: AbortSignal): Promise<void> {
    const held = await this.lease.find(signal);
    if (held?.rotation !== token) throw new RotationRefusedError(held ? 'under-way' : 'not-pending');
  }

  private isFresh({ createdAtEpochMs = -Infinity }: StagedText): boolean {
    return this.terms.nowEpochMs() - createdAtEpochMs < LONGEST_PENDING_MS;
  }

  /** Tokens of the version that would be dropped, the previous one, may have been signed until the current one came. */
  private async checkAge(signal: AbortSignal): Promise<void> {
    const { createdAtEpochMs = -Infinity } = await this.secret.current(signal);
    const isYoung = this.terms.nowEpochMs() - createdAtEpochMs < this.terms.overlapMs;
    if (isYoung && (await this.secret.at('AWSPREVIOUS', signal))) throw new RotationRefusedError('too-soon');
  }

  private async putBack(step: RotationStep, token: string, cause: unknown): Promise<RotationFailedError> {
    try {
      await withinAfterwards(async (signal) => {
        await this.secret.unstage(token, signal);
        await this.lease.release(token, signal);
      });
      return new RotationFailedError(step, 'rolled-back', cause);
    } catch {
      return new RotationFailedError(step, 'unfinished', cause);
    }
  }
}
