import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['packages/*', 'schemas', 'examples/*', { test: { name: 'workspace', include: ['test/**/*.test.ts'] } }],
    // Vitest leaves one processor out; most tests wait for servers and timers, so that none needs to stay free.
    maxWorkers: '100%',
    reporters: process.env['CI'] === undefined ? ['default'] : ['default', './scripts/count-reporter.ts'],
  },
});
