import { describe, expect, it } from 'vitest';
import { failure, setUp, TARGET } from './gitlab.ts';

const CREATION_LIMIT = 'creation-rate-limit';

/** A bench whose executor goes by the bench's clock, and never waits more or less than it must. */
async function setUpLimited(options: Parameters<typeof setUp>[0] = {}) {
  let now = () => 0;
  const bench = await setUp(options, { now: () => now(), random: () => 0.999_999 });
  now = bench.clock.now;
  return bench;
}

describe('after a 429, GitLab is left alone', () => {
  it.each([
    ['as seconds', { 'retry-after': '11' }, 11_000],
    ['as a date', { 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30_000],
    ['as the time of the reset', { 'ratelimit-reset': String(Date.UTC(2026, 0, 1, 0, 0, 42) / 1000) }, 42_000],
  ])('for as long as it says, %s: nothing is sent', async (_, headers, retryAfterMs) => {
    const { clock, gitlab, executor, start } = await setUpLimited();
    gitlab.simulator.injectFault({ kind: 'status', status: 429, body: 'Retry later', headers });
    expect(await failure(start())).toMatchObject({ outcome: 'not_started', retryable: true, retryAfterMs });
    await clock.advance(retryAfterMs - 1);
    const held = [start(), executor.get({ runId: '1', target: TARGET }), executor.list({ target: TARGET, since: 0 })];
    for (const call of held) {
      expect(await failure(call)).toMatchObject({
        name: 'ExecutorError',
        outcome: 'not_started',
        retryable: true,
        retryAfterMs: 1,
        message: expect.stringContaining('Ask again in 1 seconds'),
      });
    }
    expect(gitlab.simulator.requests()).toHaveLength(1);
    await clock.advance(1);
    await start();
    expect(gitlab.simulator.pipelines(1)).toHaveLength(1);
  });

  it('for longer and longer where it does not say, and for a moment again once it answers', async () => {
    const { clock, gitlab, start } = await setUpLimited();
    const waits: unknown[] = [];
    const refuse = async () => {
      gitlab.simulator.injectFault({ kind: 'too-many-requests' });
      const error = await failure(start());
      const wait = error instanceof Error && 'retryAfterMs' in error ? Number(error.retryAfterMs) : Number.NaN;
      waits.push(wait);
      await clock.advance(wait);
    };
    await refuse();
    await refuse();
    await refuse();
    await start();
    await refuse();
    expect(waits).toEqual([1000, 2000, 4000, 1000]);
  });

  it.each([{ headers: true }, { headers: false }])(
    'whether or not it sends its headers (%j): nothing is lost and all is done in the end',
    async ({ headers }) => {
      const { clock, gitlab, start } = await setUpLimited({ rateLimit: { requestsPerMinute: 3, headers } });
      let started = 0;
      for (let attempt = 0; attempt < 60 && started < 8; attempt += 1) {
        const outcome = await start().then(
          () => 'started',
          (error: unknown) => error,
        );
        if (outcome === 'started') started += 1;
        else {
          expect(outcome).toMatchObject({ outcome: 'not_started', retryable: true });
          await clock.advance(5000);
        }
      }
      expect(started).toBe(8);
      expect(gitlab.simulator.pipelines(1)).toHaveLength(8);
    },
  );
});

describe("after GitLab's limit on new pipelines, which comes as a 400", () => {
  it('nothing is started for a minute, and everything else goes on', async () => {
    const { clock, gitlab, executor, start } = await setUpLimited();
    gitlab.simulator.injectFault({ kind: CREATION_LIMIT });
    expect(await failure(start())).toMatchObject({ outcome: 'not_started', retryable: true, retryAfterMs: 60_000 });
    await clock.advance(59_000);
    expect(await failure(start())).toMatchObject({ outcome: 'not_started', retryAfterMs: 1000 });
    expect(await executor.list({ target: TARGET, since: 0 })).toEqual([]);
    await clock.advance(1000);
    await start();
    expect(gitlab.simulator.pipelines(1)).toHaveLength(1);
  });
});
