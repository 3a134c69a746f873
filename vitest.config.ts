import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['packages/*', 'schemas', 'examples/*', { test: { name: 'workspace', include: ['test/**/*.test.ts'] } }],
    reporters: process.env['CI'] === undefined ? ['default'] : ['default', './scripts/count-reporter.ts'],
  },
});
