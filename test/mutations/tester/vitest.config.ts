import { defineConfig } from 'vitest/config';

/** The specs beside the rooms whose code is mutated; nothing is built for them, no other spec runs. */
export default defineConfig({
  ssr: { resolve: { conditions: ['@app/source', 'node'] } },
  test: {
    include: ['libs/routing/src/**/*.spec.ts', 'apps/gateway/src/auth/**/*.spec.ts'],
    setupFiles: ['./test/support/setup.ts'],
    isolate: false,
  },
});
