import { fileURLToPath } from 'node:url';

/** Entries of the gateway that tests start as processes again and again. */
export const BUNDLED = ['main', 'ctl', 'token', 'audit-replay'] as const;

/** One of them. */
export type Bundled = (typeof BUNDLED)[number];

/**
 * A built entry of the gateway in one file, by what bundles the artifact for Lambda: it starts in a quarter of the time
 * that the entry itself takes, which reads a thousand files. The tests' global set-up makes it. The pages of the console
 * and the exporters of metrics are not in it.
 */
export function pathOfBundle(name: Bundled): string {
  return fileURLToPath(new URL(`../../dist/bundled/${name}.mjs`, import.meta.url));
}

/** The entry itself, as users run it. */
export function pathOfEntry(name: Bundled): string {
  return fileURLToPath(new URL(`../../apps/gateway/dist/${name}.js`, import.meta.url));
}
