import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';

/** Starts the built sandbox, for Secrets Manager: the gateway reads its signing key while it starts. */
export async function startBuiltSandbox(): Promise<Sandbox> {
  const built = new URL('../../apps/sandbox/dist/sandbox.js', import.meta.url).href;
  const { startSandbox } = (await import(built)) as typeof import('../../apps/sandbox/src/sandbox.js');
  return startSandbox();
}
