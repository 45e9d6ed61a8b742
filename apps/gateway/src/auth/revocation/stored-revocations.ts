import type { RevocationStore } from '@app/audit';
import { TokenRevocationsUnavailableError } from '../errors.js';
import { RevocationList, type RevocableToken } from './revocation-list.js';

/** A caller waits for this. */
const READ_TIMEOUT_MS = 1_000;

/** Asks the store each time. */
export class StoredRevocations extends RevocationList {
  constructor(private readonly store: RevocationStore) {
    super();
  }

  override async isRevoked(token: RevocableToken): Promise<boolean> {
    try {
      return await this.store.isRevoked(token, AbortSignal.timeout(READ_TIMEOUT_MS));
    } catch (cause) {
      throw new TokenRevocationsUnavailableError(cause);
    }
  }

  override close(): void {
    this.store.close();
  }
}
