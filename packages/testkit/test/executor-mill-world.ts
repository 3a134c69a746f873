import { createHmac, randomUUID } from 'node:crypto';
import type { WebhookRequest } from '@sluice/core';
import { createVirtualClock, type ExecutorScenarios, type ExecutorWorld } from '../src/index.ts';
import type { MillTarget } from './executor-mill.ts';
import { isEnd, type MillJob, type MillRun, stateOf } from './executor-mill-run.ts';
import { MILL_TOKEN, startMill } from './executor-mill-server.ts';

export const MILL_SECRET = 'mill-webhook-secret-9876543210';

const PRINTED = Array.from(
  { length: 6000 },
  (_, index) => `${index} — Zeile mit 日本語 und 🚀, ${'é'.repeat(index % 7)}.`,
);
const FOR_EVER = Number.POSITIVE_INFINITY;
const TAKES: readonly string[] = ['SLUICE_EXECUTION_ID'];

const JOBS: Readonly<Record<string, MillJob>> = {
  grind: { takes: [...TAKES, 'NOTE'] },
  broken: { takes: TAKES, outcome: 'failed', log: 'grinding\nerror: stone cracked\n' },
  flaky: { takes: TAKES, outcome: 'failed_once' },
  idle: { takes: TAKES, outcome: 'nothing_done' },
  endless: { takes: TAKES, worksMs: FOR_EVER },
  stuck: { takes: TAKES, waitsMs: FOR_EVER },
  stubborn: { takes: TAKES, worksMs: FOR_EVER, heeds: 'kill' },
  gated: { takes: TAKES, questions: [{ key: 'q1', text: 'Go on?', canBeDeclined: true }] },
  manual: { takes: TAKES, questions: [{ key: 'q1', text: 'Go on?', canBeDeclined: false }] },
  twice: {
    takes: TAKES,
    questions: [
      { key: 'q1', text: 'Coarse?', canBeDeclined: true },
      { key: 'q2', text: 'Fine?', canBeDeclined: true },
    ],
  },
  asking: { takes: TAKES, questions: [{ key: 'q1', text: 'How fine?', canBeDeclined: true, value: 'FINENESS' }] },
  chatty: { takes: TAKES, log: `${PRINTED.join('\n')}\n` },
};

export const MILL_SCENARIOS: ExecutorScenarios<MillTarget> = {
  succeeds: { target: { job: 'grind' } },
  fails: { target: { job: 'broken' }, logLine: 'error: stone cracked', stage: 'grind' },
  failsOnce: { target: { job: 'flaky' } },
  isSkipped: { target: { job: 'idle' } },
  isRefused: { target: { job: 'no-such-job' } },
  runsUntilCancelled: { target: { job: 'endless' } },
  staysQueued: { target: { job: 'stuck' } },
  ignoresCancel: { target: { job: 'stubborn' } },
  waitsForApproval: { target: { job: 'gated' } },
  asksTwice: { target: { job: 'twice' } },
  asksForValue: { target: { job: 'asking' }, input: 'FINENESS' },
  printsALot: { target: { job: 'chatty' }, log: PRINTED.join('\n') },
  takesAnyText: { target: { job: 'grind' }, variable: 'NOTE' },
  isCrowded: { target: { job: 'grind' }, others: 45 },
  canBeDeleted: { target: { job: 'grind' } },
  sendsWebhooks: { target: { job: 'grind' }, proof: 'dated-signature' },
};

export async function openMillWorld(): Promise<ExecutorWorld<MillTarget>> {
  const clock = createVirtualClock();
  const mill = await startMill(JOBS, clock.now);
  return {
    url: mill.url,
    secrets: [MILL_TOKEN, MILL_SECRET],
    now: clock.now,
    passTime: (milliseconds) => clock.advance(milliseconds),
    isStart: ({ method, path }) => method === 'POST' && /^\/jobs\/[^/]+\/runs$/.test(path),
    async runs() {
      return [...mill.runs.values()].map((run) => ({
        id: String(run.id),
        executionId: run.values['SLUICE_EXECUTION_ID'],
        ended: isEnd(stateOf(run, clock.now())),
        variables: run.values,
      }));
    },
    startForeign: async ({ target, variables }) => String(mill.make(target.job, { ...variables }).id),
    async webhook({ runId, secret = 'right', attempt = 1, body }) {
      const run = mill.runs.get(Number(runId));
      if (run === undefined) throw new Error(`no run ${runId}`);
      const time = clock.now() + attempt;
      return signed({ id: webhookId(run, clock.now()), time, body: body ?? webhookBody(run, clock.now()) }, secret);
    },
    async deleteRun(id) {
      mill.runs.delete(Number(id));
    },
    close: () => mill.close(),
    patienceMs: 20_000,
  };
}

function webhookBody(run: MillRun, now: number): Uint8Array {
  return Buffer.from(
    JSON.stringify({ event: 'run', run: { id: run.id, state: stateOf(run, now), values: run.values } }),
  );
}

function webhookId(run: MillRun, now: number): string {
  return `${run.id}-${stateOf(run, now)}`;
}

function signed(
  { id, time, body }: { readonly id: string; readonly time: number; readonly body: Uint8Array },
  secret: 'right' | 'wrong',
): WebhookRequest {
  const key = secret === 'right' ? MILL_SECRET : randomUUID();
  const signature = createHmac('sha256', key).update(`${id}.${time}.`).update(body).digest('hex');
  const headers = new Headers({ 'x-mill-id': id, 'x-mill-time': String(time), 'x-mill-signature': signature });
  return { url: '/webhooks/mill', headers, body, receivedAt: time };
}
