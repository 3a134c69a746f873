import { describe, expect, it } from 'vitest';
import { type ExecutorConformanceOptions, executorConformance } from '../src/index.ts';
import { createRight, methods } from './executor-breakage.ts';
import type { MillTarget } from './executor-mill.ts';
import { MILL_SCENARIOS, openMillWorld } from './executor-mill-world.ts';

const CASE = 'makes one run, with one request that can start one';
const FORGETFUL = methods((right) => ({ start: (request) => right.start({ ...request, variables: {} }) }));

interface Registered {
  readonly run: ReadonlyMap<string, () => Promise<void>>;
  readonly skipped: readonly string[];
}

function register(options: Partial<ExecutorConformanceOptions<MillTarget>>): Registered {
  const run = new Map<string, () => Promise<void>>();
  const skipped: string[] = [];
  executorConformance({
    name: 'the mill',
    create: createRight,
    scenarios: MILL_SCENARIOS,
    world: openMillWorld,
    describe: (_, body) => body(),
    it: Object.assign((name: string, body: () => Promise<void>) => run.set(name, body), {
      skip: (name: string) => skipped.push(name),
    }),
    ...options,
  });
  return { run, skipped };
}

describe('an exception', () => {
  const excepted = `${CASE} (excepted: the mill forgets)`;

  it('stands with its reason where the case would, and passes while the case fails', async () => {
    const { run } = register({ create: FORGETFUL, exceptions: { [CASE]: 'the mill forgets' } });
    expect(run.has(CASE)).toBe(false);
    await run.get(excepted)?.();
  });

  it('fails once the case passes', async () => {
    const { run } = register({ exceptions: { [CASE]: 'the mill forgets' } });
    await expect(run.get(excepted)?.()).rejects.toThrow('The exception is stale');
  });

  it('does not pass because the world can not be opened', async () => {
    const world = () => Promise.reject(new Error('no world today'));
    const { run } = register({ create: FORGETFUL, world, exceptions: { [CASE]: 'the mill forgets' } });
    await expect(run.get(excepted)?.()).rejects.toThrow('no world today');
  });

  it.each([
    [
      'for a case that does not exist',
      { 'does the washing': 'it can not' },
      /"does the washing" is no case that is run/,
    ],
    ['for a case that is left out', { 'runs again what failed, within the same run': 'no' }, /is no case that is run/],
    ['without a reason', { [CASE]: ' ' }, /has no reason/],
  ])('%s fails', async (_, exceptions, message) => {
    const { failsOnce: __, ...scenarios } = MILL_SCENARIOS;
    const { run } = register({ exceptions, scenarios });
    await expect(run.get('is excepted only from cases that there are, and for a reason')?.()).rejects.toThrow(message);
  });

  it('that is in order does not', async () => {
    const { run } = register({ exceptions: { [CASE]: 'the mill forgets' } });
    await run.get('is excepted only from cases that there are, and for a reason')?.();
  });
});

describe('cases are left out, and listed with the reason,', () => {
  it('where the executor does not have what they are about', () => {
    const { run, skipped } = register({
      create(request) {
        const { retry: _, ...executor } = createRight(request);
        return { ...executor, capabilities: { ...executor.capabilities, retry: false } };
      },
    });
    expect(skipped).toContain('is an error where nothing failed (left out: the executor has no retry)');
    expect([...run.keys()].filter((name) => name.includes('retry'))).toEqual([]);
  });

  it('where the CI system can not have the runs that they are about', () => {
    const { run, skipped } = register({ scenarios: { succeeds: MILL_SCENARIOS.succeeds } });
    expect(skipped).toContain(
      'calls a run that did nothing failed, since it was skipped (left out: no scenario isSkipped)',
    );
    expect(skipped.length).toBeGreaterThan(30);
    expect(run.size).toBeGreaterThan(50);
  });

  it('where webhooks prove less', () => {
    const { skipped } = register({
      scenarios: { ...MILL_SCENARIOS, sendsWebhooks: { target: { job: 'grind' }, proof: 'secret' } },
    });
    expect(skipped).toEqual([
      'accepts nothing whose body is not the one that was signed (left out: its webhooks are not signed)',
      'accepts nothing that was signed long ago, or will be (left out: its webhooks are not dated)',
    ]);
  });

  it('also by a runner that lists nothing', () => {
    const names: string[] = [];
    register({ scenarios: { succeeds: MILL_SCENARIOS.succeeds }, it: (name) => names.push(name) });
    expect(names.filter((name) => name.includes('left out'))).toEqual([]);
  });
});

describe('what a case says when it fails', () => {
  it('names what was promised and what was seen', async () => {
    const { run } = register({ create: FORGETFUL });
    await expect(run.get(CASE)?.()).rejects.toThrow(/^Promised: a start makes one run.*\nSeen: .*\[\]/);
  });

  it('has no secret of the CI system in it', async () => {
    const { run } = register({
      create: methods((right) => ({
        start: () => Promise.reject(new Error('mill-token-0123456789 is my token')),
        find: right.find,
      })),
    });
    await expect(run.get(CASE)?.()).rejects.toThrow(/^\[secret\] is my token$/);
  });
});
