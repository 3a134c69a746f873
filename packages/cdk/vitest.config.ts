import { defineProject } from 'vitest/config';

/** A synthesis takes seconds, and many of them on a busy machine. */
export default defineProject({ test: { testTimeout: 60_000, hookTimeout: 120_000 } });
