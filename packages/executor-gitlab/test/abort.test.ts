import type { PipelineExecutor } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import type { GitLabTarget } from '../src/index.ts';
import { failure, setUp, TARGET } from './gitlab.ts';
import { job, running, stage } from './scripts.ts';

const reason = new Error('The caller has gone');

const METHODS: readonly (readonly [
  string,
  (executor: PipelineExecutor<GitLabTarget>, runId: string, signal: AbortSignal) => Promise<unknown> | undefined,
])[] = [
  ['start', (executor, _, signal) => executor.start({ executionId: 'e', target: TARGET, variables: {}, signal })],
  [
    'find',
    (executor, runId, signal) =>
      executor.find({ executionId: 'e', target: TARGET, startedAt: 0, sightedRunId: runId, signal }),
  ],
  ['get', (executor, runId, signal) => executor.get({ runId, target: TARGET, signal })],
  ['list', (executor, _, signal) => executor.list({ target: TARGET, since: 0, signal })],
  ['cancel', (executor, runId, signal) => executor.cancel({ runId, target: TARGET, signal })],
  ['readLog', (executor, runId, signal) => executor.readLog({ runId, target: TARGET, signal })],
  ['retry', (executor, runId, signal) => executor.retry?.({ runId, target: TARGET, signal })],
  ['pendingApprovals', (executor, runId, signal) => executor.pendingApprovals?.({ runId, target: TARGET, signal })],
  [
    'answerApproval',
    (executor, runId, signal) =>
      executor.answerApproval?.({ runId, target: TARGET, approvalId: '1', decision: 'approve', signal }),
  ],
];

describe.each(METHODS)('%s', (_, call) => {
  it('rejects with the reason of a signal that is aborted already, and sends nothing', async () => {
    const { gitlab, executor } = await setUp();
    expect(await failure(call(executor, '1', AbortSignal.abort(reason)) ?? Promise.resolve())).toBe(reason);
    expect(gitlab.simulator.requests()).toEqual([]);
  });

  it('rejects with the reason of its signal while it waits for a token, and sends nothing', async () => {
    const { gitlab, executor } = await setUp({}, { token: () => new Promise<string>(() => {}) });
    const controller = new AbortController();
    const called = failure(call(executor, '1', controller.signal) ?? Promise.resolve());
    controller.abort(reason);
    expect(await called).toBe(reason);
    expect(gitlab.simulator.requests()).toEqual([]);
  });

  it('rejects with the reason of its signal at whichever request it has come to, and sends no other', async () => {
    const stages = [stage('plan', job('plan', { outcome: 'failed' })), stage('deploy', job('deploy'))];
    let reached = 0;
    for (let isDone = false; !isDone; ) {
      reached += 1;
      const controller = new AbortController();
      let requests = 0;
      const fetch: typeof globalThis.fetch = (input, init) => {
        requests += 1;
        if (requests === reached) controller.abort(reason);
        return globalThis.fetch(input, init);
      };
      const { clock, gitlab, executor } = await setUp(running(...stages), { fetch });
      const runId = String(gitlab.simulator.startForeignPipeline({ project: 1, ref: 'main', source: 'api' }));
      await clock.advance(5000);
      const outcome = await call(executor, runId, controller.signal)?.catch((error: unknown) => error);
      isDone = requests < reached;
      if (!isDone) expect(outcome).toBe(reason);
      // An answer to this one means that whatever was sent before it has arrived.
      await globalThis.fetch(`${gitlab.url}/_control/requests`);
      expect(gitlab.simulator.requests().length).toBeLessThan(reached);
    }
    expect(reached).toBeGreaterThan(1);
  });
});
