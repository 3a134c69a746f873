import { describe, expect, it } from 'vitest';
import { runCrashTest } from '../crash-test/crash-test.ts';

// The short form of `npm run crash-test`.
describe.concurrent.each(['sqlite', 'dynamodb'] as const)('servers on %s that are killed again and again', (store) => {
  it('start no run twice, lose none and tell the truth about each', { timeout: 90_000 }, async () => {
    const { violations, folder, tally, evidence } = await runCrashTest({
      store,
      kills: 10,
      seed: 1,
      withReaders: true,
    });
    expect(violations, `the store and the logs are in ${folder}`).toEqual([]);
    expect(tally.total()).toBeGreaterThanOrEqual(10);
    expect(evidence.records.length).toBeGreaterThan(0);
    expect(evidence.ledger.counts.broken).toBeGreaterThan(0);
  });
});
