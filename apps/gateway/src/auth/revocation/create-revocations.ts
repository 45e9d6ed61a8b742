import { RevocationStore } from '@app/audit';
import type { GatewayConfig } from '../../config/gateway-config.js';
import { toRevocationOptions } from '../../config/to-lib-options.js';
import { CachedRevocations } from './cached-revocations.js';
import { NoRevocations } from './no-revocations.js';
import type { RevocationList } from './revocation-list.js';
import { StoredRevocations } from './stored-revocations.js';

/** The list that a configuration names. Reads nothing yet; begins to create the table where that is wanted. */
export function createRevocations(config: GatewayConfig): RevocationList {
  const options = toRevocationOptions(config);
  if (options === undefined) return new NoRevocations();
  const store = new RevocationStore(options);
  store.prepare();
  return new CachedRevocations(new StoredRevocations(store));
}
