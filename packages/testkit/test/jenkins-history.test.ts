import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JenkinsJobOptions } from '../src/index.ts';
import { type JenkinsBench, JOB, setUpJenkins, stage } from './jenkins.ts';

/** What somebody does, or time. */
type Move = readonly [name: string, n: number];

const POST = { method: 'POST' } as const;

const MOVES: Readonly<Record<string, (bench: JenkinsBench, n: number) => unknown>> = {
  advance: ({ clock }, n) => clock.advance(n * 400),
  wait: ({ clock }, n) => clock.advance(n * 60_000),
  start: ({ job, simulator }, n) => {
    const body = { SLUICE_EXECUTION_ID: `run-${simulator.requests().length}` };
    return job(`/buildWithParameters?delay=${n}sec`, { ...POST, body });
  },
  cancel: ({ api }, n) => api(`/queue/cancelItem?id=${n}`, POST),
  stop: ({ job }, n) => job(`/${n}/stop`, POST),
  kill: ({ job }, n) => job(`/${n}/kill`, POST),
  proceed: ({ job }, n) => job(`/${n}/input/Ask/proceedEmpty`, POST),
  abort: ({ job }, n) => job(`/${n}/input/Ask/abort`, POST),
  restart: ({ simulator }) => simulator.restart(),
  quietDown: ({ simulator }) => simulator.quietDown(),
  cancelQuietDown: ({ simulator }) => simulator.cancelQuietDown(),
};

const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.tuple(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('advance', 'start') },
      { weight: 5, arbitrary: fc.constantFrom(...Object.keys(MOVES)) },
    ),
    fc.integer({ min: 1, max: 5 }),
  ),
  { minLength: 3, maxLength: 25 },
);

interface SeenBuild {
  readonly identity: object;
  readonly building: boolean;
  readonly result: string | null;
  readonly log: string;
}

async function look({ simulator, job }: JenkinsBench): Promise<readonly SeenBuild[]> {
  const builds = simulator.builds('platform/bootstrap');
  return Promise.all(
    builds.map(async ({ number, queueId, parameters, building, result }) => {
      const { text: log } = await job(`/${number}/logText/progressiveText`);
      return { identity: { number, queueId, parameters }, building, result, log };
    }),
  );
}

function expectContinuation(before: SeenBuild, after: SeenBuild | undefined): void {
  expect(after?.identity).toEqual(before.identity);
  if (!before.building) expect(after).toEqual(before);
  // While it is handed over from the queue it can't be read: the answer is a page.
  if (!before.log.startsWith('<')) expect(after?.log.slice(0, before.log.length)).toBe(before.log);
}

const ASK = stage('ask', { input: { message: 'Go?' } });
const STAGES = [stage('plan'), stage('deploy', { outcome: 'unstable' }), stage('verify')];

describe('what has happened stays as it is, whatever happens next', () => {
  it.each([
    ['pipelines side by side', { kind: 'pipeline', concurrent: true, script: { stages: [ASK, ...STAGES] } }],
    ['pipelines one by one', { kind: 'pipeline', concurrent: false, script: { stages: [ASK, ...STAGES] } }],
    ['freestyle builds one by one', { kind: 'freestyle', concurrent: false, script: { stages: STAGES } }],
  ] satisfies [string, Partial<JenkinsJobOptions>][])('for %s', async (_, job) => {
    await fc.assert(
      fc.asyncProperty(moves, async (sequence) => {
        const bench = setUpJenkins({ jobs: [{ ...JOB, ...job }] });
        let past: readonly SeenBuild[] = [];
        for (const [name, n] of sequence) {
          await MOVES[name]?.(bench, n);
          const now = await look(bench);
          for (const [index, before] of past.entries()) expectContinuation(before, now[index]);
          expect(now.map(({ identity }) => identity)).toMatchObject(now.map((_, index) => ({ number: index + 1 })));
          past = now;
        }
      }),
      { numRuns: 100 },
    );
  });
});
