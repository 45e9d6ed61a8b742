import type { TransferMode } from './exclusions.js';

/** Set for test runs that go through the deployed shape, to the transfer mode of its API. */
export const DEPLOYED_MODE_VARIABLE = 'TEST_DEPLOYED_MODE';

/** The transfer mode that this run of the tests is for; undefined for runs against the gateway in their own process. */
export function deployedMode(): TransferMode | undefined {
  const mode = process.env[DEPLOYED_MODE_VARIABLE];
  if (mode === undefined || mode === 'STREAM' || mode === 'BUFFERED') return mode;
  throw new Error(`${DEPLOYED_MODE_VARIABLE} must be STREAM or BUFFERED`);
}
