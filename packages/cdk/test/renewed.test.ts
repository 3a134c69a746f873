import { createVirtualClock } from '@sluice/testkit';
import { describe, expect, it } from 'vitest';
import { createRenewed } from '../src/runtime/renewed.ts';

const MAX_AGE_MS = 1000;

interface Secret {
  value: string;
  failure: Error | undefined;
  reads: number;
}

function setup(): {
  readonly secret: Secret;
  readonly clock: ReturnType<typeof createVirtualClock>;
  readonly stale: unknown[];
  readonly current: () => Promise<{ readonly made: () => string }>;
} {
  const clock = createVirtualClock();
  const secret: Secret = { value: 'first', failure: undefined, reads: 0 };
  const stale: unknown[] = [];
  const current = createRenewed({
    async read() {
      secret.reads += 1;
      if (secret.failure !== undefined) throw secret.failure;
      return { token: secret.value };
    },
    make: (source) => ({ made: () => source().token }),
    maxAgeMs: MAX_AGE_MS,
    clock,
    onStale: (error) => stale.push(error),
  });
  return { secret, clock, stale, current };
}

describe('what is made of secrets', () => {
  it('is made once while they are fresh', async () => {
    const { secret, current } = setup();
    expect(await current()).toBe(await current());
    expect(secret.reads).toBe(1);
  });

  it('stays the same when they were read again and are the same', async () => {
    const { secret, clock, current } = setup();
    const first = await current();
    await clock.advance(MAX_AGE_MS);
    expect(await current()).toBe(first);
    expect(secret.reads).toBe(2);
  });

  it('is made anew when one was replaced', async () => {
    const { secret, clock, current } = setup();
    await current();
    secret.value = 'second';
    await clock.advance(MAX_AGE_MS - 1);
    expect((await current()).made()).toBe('first');
    await clock.advance(1);
    expect((await current()).made()).toBe('second');
  });

  it('goes on with the old ones when they can not be read again, and says so', async () => {
    const { secret, clock, stale, current } = setup();
    const first = await current();
    secret.failure = new Error('no Secrets Manager');
    await clock.advance(MAX_AGE_MS);
    expect(await current()).toBe(first);
    expect(await current()).toBe(first);
    expect(stale).toEqual([secret.failure]);
  });

  it('fails where it is used when they could never be read, and is tried again with the next call', async () => {
    const { secret, current } = setup();
    secret.failure = new Error('no Secrets Manager');
    const failed = await current();
    expect(() => failed.made()).toThrow('no Secrets Manager');
    secret.failure = undefined;
    expect((await current()).made()).toBe('first');
  });
});
