import type { LogChunk, PendingApproval, PipelineExecutor, Run, Stage } from '@sluice/core';
import * as z from 'zod';

type Script = 'ok' | 'fail' | 'endless' | 'ask';

interface ScriptedRun {
  readonly id: string;
  readonly script: Script;
  status: Run['status'];
}

const LOG = 'compiling\nall done\n';

/**
 * Runs pipelines in memory as their parameter `version` says, so that a test in another process can choose: `ok` and
 * `fail` end by themselves, `endless` ends when it is asked to, and `ask` waits for an answer.
 */
export function createScriptedExecutor(): PipelineExecutor {
  const runs = new Map<string, ScriptedRun>();

  function runOf(id: string): ScriptedRun {
    const run = runs.get(id);
    if (run === undefined) throw new Error(`there is no run ${id}`);
    return run;
  }

  return {
    specificationVersion: 'v1',
    name: 'scripted',
    capabilities: { retry: false, approvals: true, webhooks: false, force: [] },
    targetSchema: z.strictObject({ project: z.string() }),
    async start({ executionId, variables }) {
      const script = z.enum(['ok', 'fail', 'endless', 'ask']).catch('ok').parse(variables['VERSION']);
      const run: ScriptedRun = { id: `run-${executionId}`, script, status: 'queued' };
      runs.set(run.id, run);
      return viewOf(run);
    },
    async find({ executionId }) {
      const run = runs.get(`run-${executionId}`);
      return run === undefined ? { outcome: 'absent' } : { outcome: 'found', run: viewOf(run) };
    },
    async get({ runId }) {
      const run = runOf(runId);
      run.status = next(run);
      return viewOf(run);
    },
    list: async () => [...runs.values()].map(viewOf),
    async cancel({ runId }) {
      runOf(runId).status = 'cancelled';
    },
    readLog: async (): Promise<LogChunk> => ({ content: LOG, complete: true }),
    async pendingApprovals({ runId }) {
      return runOf(runId).status === 'blocked' ? [QUESTION] : [];
    },
    async answerApproval({ runId, decision }) {
      const run = runOf(runId);
      if (run.status !== 'blocked') return { outcome: 'not_pending' };
      run.status = decision === 'approve' ? 'succeeded' : 'cancelled';
      return { outcome: 'answered' };
    },
  };
}

const QUESTION: PendingApproval = { id: 'gate-1', title: 'Go on?', canReject: true };

/** Each look takes a run one step further. */
function next({ script, status }: ScriptedRun): Run['status'] {
  if (status === 'queued') return 'running';
  if (status !== 'running' || script === 'endless') return status;
  return ({ ok: 'succeeded', fail: 'failed', ask: 'blocked' } as const)[script];
}

function viewOf({ id, status }: ScriptedRun): Run {
  const stages: Stage[] = [{ name: 'deploy', status: status === 'queued' ? 'pending' : status }];
  const run: Run = { id, url: `http://ci.test/${id}`, status, rawStatus: status, stages };
  if (status !== 'failed') return run;
  return { ...run, failure: { kind: 'failed', message: 'exit code 1', job: 'deploy', logTail: LOG } };
}
