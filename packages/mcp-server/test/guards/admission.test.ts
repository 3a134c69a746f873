import { setImmediate } from 'node:timers/promises';
import type { Principal } from '@sluice/core';
import { createVirtualClock } from '@sluice/testkit';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLoadMeter, isEventLoopDrowning } from '../../src/guards/event-loop-load.ts';
import { createRecentEntries } from '../../src/guards/recent-entries.ts';
import { type AdmissionOptions, createAdmission } from '../../src/index.ts';

const ANNA = principal('anna');
const BEN = principal('ben');

function principal(id: string): Principal {
  return { id, scopes: ['read'] };
}

function setUp(options: AdmissionOptions = {}) {
  const clock = createVirtualClock();
  const admission = createAdmission({ clock, load: () => false, ...options });
  const ask = (who: Principal): void => admission.admit(who).release();
  return { clock, admission, ask };
}

function times(count: number, action: () => void): void {
  for (let time = 0; time < count; time += 1) action();
}

describe('the rate of a principal', () => {
  it('is 600 at once, then one each tenth of a second', async () => {
    const { clock, ask } = setUp();
    times(600, () => ask(ANNA));
    expect(() => ask(ANNA)).toThrow('You may ask 600 times in a minute, and have asked more often. Ask again in 1 s.');
    await clock.advance(100);
    ask(ANNA);
    expect(() => ask(ANNA)).toThrow(
      expect.objectContaining({ code: 'rate_limited', retryable: true, retryAfterMs: 100 }),
    );
  });

  it('is nobody else’s', () => {
    const { ask } = setUp({ requestsPerMinute: 1 });
    ask(ANNA);
    ask(BEN);
    expect(() => ask(ANNA)).toThrow(expect.objectContaining({ retryAfterMs: 60_000 }));
  });

  it('is told with what is left of it and when it is whole again', async () => {
    const { clock, admission, ask } = setUp({ requestsPerMinute: 60, burst: 10 });
    times(3, () => ask(ANNA));
    await clock.advance(500);
    expect(admission.admit(ANNA).rate).toEqual({ limit: 10, windowSeconds: 10, remaining: 6, resetSeconds: 4 });
    expect(admission.rateOf(BEN)).toEqual({ limit: 10, windowSeconds: 10, remaining: 10, resetSeconds: 0 });
  });

  it('is not used up by what is refused', async () => {
    const { clock, ask } = setUp({ requestsPerMinute: 60, burst: 1 });
    ask(ANNA);
    times(100, () => expect(() => ask(ANNA)).toThrow());
    await clock.advance(1000);
    ask(ANNA);
  });

  it('never lets more through than the burst and the pace allow, and never less than the pace', async () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 100 });
    await fc.assert(
      fc.asyncProperty(pauses, fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 20 }), async (...input) => {
        const [waits, requestsPerMinute, burst] = input;
        const { clock, admission } = setUp({ requestsPerMinute, burst });
        const startedAt = clock.now();
        let admitted = 0;
        for (const wait of waits) {
          await clock.advance(wait);
          const retryAfterMs = tryIt(() => admission.admit(ANNA).release());
          admitted += retryAfterMs === 0 ? 1 : 0;
          const allowed = burst + ((clock.now() - startedAt) * requestsPerMinute) / 60_000;
          expect(admitted).toBeLessThanOrEqual(allowed + 1e-6);
          expect(retryAfterMs).toBeLessThanOrEqual(60_000 / requestsPerMinute + 1e-6);
        }
      }),
    );
  });

  it('is neither lost nor gained when the clock is set back', () => {
    let now = 1_000_000;
    const clock = { now: () => now, sleep: () => Promise.resolve() };
    const admission = createAdmission({ clock, load: () => false, requestsPerMinute: 60, burst: 2 });
    admission.admit(ANNA);
    now = 0;
    admission.admit(ANNA);
    expect(() => admission.admit(ANNA)).toThrow(expect.objectContaining({ retryAfterMs: 1000 }));
    now = 1000;
    admission.admit(ANNA);
  });
});

function tryIt(action: () => void): number {
  try {
    action();
    return 0;
  } catch (error) {
    return (error as { readonly retryAfterMs: number }).retryAfterMs;
  }
}

describe('what is under way', () => {
  it('is 50 of a principal; the next one is let in when one is answered', () => {
    const { admission, ask } = setUp();
    const admitted = Array.from({ length: 50 }, () => admission.admit(ANNA));
    expect(() => ask(ANNA)).toThrow(
      'No more than 50 of your requests may be under way at a time. Wait for one to be answered.',
    );
    ask(BEN);
    admitted[0]?.release();
    admitted[0]?.release();
    admission.admit(ANNA);
    expect(() => ask(ANNA)).toThrow(expect.objectContaining({ code: 'rate_limited', retryAfterMs: 1000 }));
  });

  it('is 500 of all principals', () => {
    const { admission, ask } = setUp();
    const admitted = Array.from({ length: 500 }, (_, index) => admission.admit(principal(`agent-${index % 10}`)));
    expect(() => ask(ANNA)).toThrow(
      expect.objectContaining({ code: 'overloaded', retryable: true, retryAfterMs: 2000 }),
    );
    admitted[0]?.release();
    ask(ANNA);
  });

  it('is not forgotten, however many others ask', () => {
    const { admission, ask } = setUp({ concurrency: 1 });
    admission.admit(ANNA);
    for (let number = 0; number <= 10_000; number += 1) ask(principal(`agent-${number}`));
    expect(() => ask(ANNA)).toThrow('No more than 1 of your requests');
  });

  it('takes nothing of the rate when it is refused', () => {
    const { admission } = setUp({ concurrency: 1, requestsPerMinute: 2 });
    const first = admission.admit(ANNA);
    times(5, () => expect(() => admission.admit(ANNA)).toThrow());
    first.release();
    expect(admission.admit(ANNA).rate.remaining).toBe(0);
  });

  it('is refused from all while the server has too much to do', () => {
    let isDrowning = true;
    const { ask } = setUp({ load: () => isDrowning });
    expect(() => ask(ANNA)).toThrow(expect.objectContaining({ code: 'overloaded' }));
    isDrowning = false;
    ask(ANNA);
  });
});

describe('createAdmission', () => {
  it.each(['requestsPerMinute', 'burst', 'concurrency', 'maxConcurrency'] as const)('refuses %s of 0', (name) => {
    expect(() => createAdmission({ [name]: 0 })).toThrow(`${name} must be 1 or more; it is 0.`);
    expect(() => createAdmission({ [name]: Number.NaN })).toThrow(`${name} must be 1 or more`);
  });

  it('looks at the event loop of the process where nothing else is said', () => {
    expect(createAdmission().admit(ANNA).rate.remaining).toBe(599);
  });
});

describe('createRecentEntries', () => {
  it('forgets whoever was not asked for the longest', () => {
    const entries = createRecentEntries({ limit: 2, create: () => ({ mark: '' }), mayForget: () => true });
    entries.entryOf('first').mark = 'first';
    entries.entryOf('second').mark = 'second';
    expect(entries.entryOf('first').mark).toBe('first');
    entries.entryOf('third');
    expect([entries.entryOf('first').mark, entries.size]).toEqual(['first', 2]);
    expect(entries.entryOf('second').mark).toBe('');
  });

  it('forgets nobody who may not be forgotten, and nobody twice', () => {
    const options = {
      limit: 2,
      create: () => ({ active: 0 }),
      mayForget: (entry: { active: number }) => entry.active === 0,
    };
    const entries = createRecentEntries(options);
    for (const name of ['first', 'second', 'third']) entries.entryOf(name).active = 1;
    expect(entries.size).toBe(3);
    entries.entryOf('second').active = 0;
    entries.entryOf('fourth');
    expect([entries.entryOf('first').active, entries.entryOf('third').active, entries.size]).toEqual([1, 1, 3]);
  });

  it('stays as small as it may, whoever asks', async () => {
    const entries = createRecentEntries({ limit: 10, create: () => ({}), mayForget: () => true });
    await fc.assert(fc.property(fc.string(), (name) => void entries.entryOf(name)));
    expect(entries.size).toBeLessThanOrEqual(10);
  });
});

describe('createLoadMeter', () => {
  function meter() {
    const state = { now: 0, mean: 0, resets: 0, utilization: 1 };
    const delay = {
      get mean() {
        return state.mean * 1e6;
      },
      reset: () => {
        state.resets += 1;
      },
    };
    return { state, isTooMuch: createLoadMeter({ delay, utilization: () => state.utilization, now: () => state.now }) };
  }

  it('finds out once in a second, and stays with that until the next', () => {
    const { state, isTooMuch } = meter();
    state.mean = 251;
    expect(isTooMuch()).toBe(false);
    state.now = 1000;
    expect(isTooMuch()).toBe(true);
    state.mean = 20;
    state.now = 1999;
    expect([isTooMuch(), state.resets]).toEqual([true, 1]);
    state.now = 2000;
    expect([isTooMuch(), state.resets]).toEqual([false, 2]);
  });

  it('is content with a quarter of a second', () => {
    const { state, isTooMuch } = meter();
    state.mean = 250;
    state.now = 1000;
    expect(isTooMuch()).toBe(false);
  });

  it('takes no process for late that had nothing to do, as one that was stopped', () => {
    const { state, isTooMuch } = meter();
    Object.assign(state, { mean: 900, utilization: 0.5, now: 1000 });
    expect(isTooMuch()).toBe(false);
    Object.assign(state, { utilization: 0.51, now: 2000 });
    expect(isTooMuch()).toBe(true);
  });

  it('does not believe an average of long ago', () => {
    const { state, isTooMuch } = meter();
    state.mean = 900;
    state.now = 3000;
    expect(isTooMuch()).toBe(false);
    state.now = 4000;
    expect(isTooMuch()).toBe(true);
  });
});

describe('isEventLoopDrowning', () => {
  it('is true of a process that computes a third of a second at a time, and no more when it stops', async () => {
    expect(isEventLoopDrowning()).toBe(false);
    for (let round = 0; round < 4; round += 1) await compute(350);
    expect(isEventLoopDrowning()).toBe(true);
    for (let round = 0; round < 110; round += 1) await compute(10);
    expect(isEventLoopDrowning()).toBe(false);
  });
});

async function compute(milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
  await setImmediate();
}
