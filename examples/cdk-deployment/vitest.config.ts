import { defineProject } from 'vitest/config';

export default defineProject({
  test: { globalSetup: './test/support/synthesise-all.ts', testTimeout: 60_000, hookTimeout: 60_000 },
});
