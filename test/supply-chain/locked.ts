import type { LockedPackage } from '../../tools/supply-chain/read-lock.ts';

/** A package of a lock file with nothing to object to but that it names no licence. */
export function locked(fields: Partial<LockedPackage>): LockedPackage {
  const plain = { name: 'some-package', version: '1.0.0', hasInstallScript: false, isDevelopment: false };
  return { path: 'node_modules/some-package', integrity: 'sha512-AAAA', ...plain, ...fields };
}
