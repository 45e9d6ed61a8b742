import { randomUUID } from 'node:crypto';
import { SecretUnchangedError, versionAt } from '@app/bedrock';
import { parseJsonObject } from '../../config/parse-json-object.js';
import { RotationRefusedError } from '../errors.js';
import type { RotatedSecret } from './rotated-secret.js';

/** Labels of the secret's own versions; nobody who reads the secret asks for them. */
const LEASE_STAGE = 'ROTATION_LEASE';
const CANDIDATE_STAGE = 'ROTATION_LEASE_CANDIDATE';

/** After this a rotation has died: twice as long as a function can run. */
export const LEASE_MS = 30 * 60_000;

/** Who rotates the secret now, or died while doing so. */
export interface Lease {
  /** Id of the version that is to become the current one. */
  readonly rotation: string;
  readonly begunAtEpochMs: number;
  /** The keys that are in use, and stay until the rotation has come to its end. */
  readonly keptIds: readonly string[];
  /** Keys that earlier rotations have left behind, and this one deletes. */
  readonly doomedIds: readonly string[];
}

/** A lease with the version of the secret that it is kept in. */
export interface HeldLease extends Lease {
  readonly versionId: string;
}

/**
 * Lets one rotation at a time at a secret. The lease is a label on a version of the secret itself, whose text says whose
 * it is: Secrets Manager moves a label in one step and only from where it is said to be, so of two who want it at once
 * one gets it, without any other store.
 */
export class RotationLease {
  /** @param facts `leaseMs`: 0 to take a lease over that is known to be a dead rotation's. */
  constructor(
    private readonly secret: RotatedSecret,
    private readonly facts: { readonly nowEpochMs: () => number; readonly leaseMs: number },
  ) {}

  /** The lease that somebody holds, or left behind. */
  async find(signal: AbortSignal): Promise<HeldLease | undefined> {
    const versionId = versionAt(await this.secret.outline(signal), LEASE_STAGE);
    if (versionId === undefined) return undefined;
    const { versions, id } = this.secret;
    const lease = await versions.read(id, { id: versionId, stage: LEASE_STAGE }, signal);
    return lease && { versionId, ...readLease(lease.text) };
  }

  /** Whether a rotation may begin, or go on, in the face of this lease. @throws {RotationRefusedError} `under-way`. */
  check(held: HeldLease | undefined, token: string): void {
    if (held === undefined || held.rotation === token) return;
    const { nowEpochMs, leaseMs } = this.facts;
    if (nowEpochMs() - held.begunAtEpochMs < leaseMs) throw new RotationRefusedError('under-way');
  }

  /**
   * Takes the lease, from nobody or from `held`.
   *
   * @throws {RotationRefusedError} `under-way` where somebody else has been faster.
   */
  async take(held: HeldLease | undefined, lease: Omit<Lease, 'begunAtEpochMs'>, signal: AbortSignal): Promise<void> {
    const { versions, id } = this.secret;
    const text = JSON.stringify({ ...lease, begunAtEpochMs: this.facts.nowEpochMs() });
    const versionId = randomUUID();
    await versions.put(id, { id: versionId, text, stage: CANDIDATE_STAGE }, signal);
    const from = held === undefined ? {} : { from: held.versionId };
    try {
      await versions.move(id, { stage: LEASE_STAGE, ...from, to: versionId }, signal);
    } catch (error) {
      const isTaken = error instanceof SecretUnchangedError && error.reason === 'refused';
      throw isTaken ? new RotationRefusedError('under-way') : error;
    }
  }

  /** Gives the lease back, if it is this rotation's. */
  async release(token: string, signal: AbortSignal): Promise<void> {
    const held = await this.find(signal);
    if (held?.rotation !== token) return;
    await this.secret.versions.move(this.secret.id, { stage: LEASE_STAGE, from: held.versionId }, signal);
  }
}

/** One that cannot be read is nobody's, and has long expired. */
function readLease(text: string): Lease {
  const fields = parseJsonObject(text);
  const [rotation, begun] = [fields?.get('rotation'), fields?.get('begunAtEpochMs')];
  return {
    rotation: typeof rotation === 'string' ? rotation : '',
    begunAtEpochMs: typeof begun === 'number' ? begun : 0,
    keptIds: textsIn(fields?.get('keptIds')),
    doomedIds: textsIn(fields?.get('doomedIds')),
  };
}

function textsIn(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.filter((id) => typeof id === 'string') : [];
}
