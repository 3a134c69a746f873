import { ExecutorError, type PipelineExecutor, type Run, type RunStatus } from '@sluice/core';
import type { Laws } from './laws.ts';
import { cycled } from './network.ts';
import type { Schedule } from './schedule.ts';
import type { Time } from './time.ts';

/** How long a start may take before another process looks after it, and how long a run may still appear after that. */
const LEASE_MS = 60_000;
export const SETTLE_WINDOW_MS = 180_000;

/** When the schedule's short pauses come to their end, and how long they are from then on. */
const SHORT_PAUSES = 30;
const LONG_PAUSE_MS = 30_000;
const MAX_ROUNDS = 120;

/** How an execution ended, in the words of the record. */
export type Verdict = 'not-started' | 'never-started' | 'lost' | 'gone' | 'not-followed' | RunStatus;

/** What is written down, and so survives a process. */
interface Execution {
  readonly executionId: string;
  /** By our clock. */
  readonly startedAt: number;
  state: 'new' | 'starting' | 'unknown' | 'running';
  /** Until when the process that starts it is left alone. */
  leaseUntil: number;
  unknownSince: number;
  runId: string;
  rounds: number;
  verdict: Verdict | undefined;
}

/** A server: what it knows is gone when it is killed. */
export interface ServerProcess {
  readonly executor: PipelineExecutor;
  /** Resolves when it is killed. */
  readonly killed: Promise<void>;
}

export interface DriverOptions {
  readonly schedule: Schedule;
  readonly executionId: string;
  readonly target: unknown;
  /** Our clock, which need not agree with the CI system's. */
  readonly now: () => number;
  readonly time: Time;
  readonly laws: Laws;
  /** Starts another server. */
  readonly launch: () => ServerProcess;
  /** Hands over what makes the call that is under way give up. */
  readonly onCall: (giveUp: () => void) => void;
  /** Tells that time has passed. */
  readonly onChange: () => void;
}

/**
 * Does with an executor what the service does: starts once; looks for the run when the outcome is unknown, until it is
 * there or the settle window is over; follows it to its end. When its server is killed, another one goes on from what is
 * written down.
 *
 * @returns how the execution ended
 * @throws Violation
 */
export async function drive(options: DriverOptions): Promise<Verdict> {
  const now = options.now();
  const execution: Execution = {
    executionId: options.executionId,
    startedAt: now,
    state: 'new',
    leaseUntil: now + LEASE_MS,
    unknownSince: 0,
    runId: '',
    rounds: 0,
    verdict: undefined,
  };
  let server = options.launch();
  while (execution.verdict === undefined) {
    if (execution.rounds >= MAX_ROUNDS) return options.laws.notFollowed(execution.runId);
    const round = createRound(options, execution, server);
    if ((await round()) === 'killed') server = options.launch();
    options.laws.holdSoFar();
  }
  return execution.verdict;
}

function createRound(
  options: DriverOptions,
  execution: Execution,
  { executor, killed }: ServerProcess,
): () => Promise<'killed' | 'done'> {
  const { executionId } = execution;
  const { schedule, target, laws, time } = options;

  /** Makes one call, which may fail, be given up, or not survive its process. */
  async function call<Value>(send: (signal: AbortSignal) => Promise<Value>): Promise<CallResult<Value>> {
    const patience = new AbortController();
    options.onCall(() => patience.abort(new DOMException('It took too long', 'AbortError')));
    const settled = send(patience.signal).then(
      (value): CallResult<Value> => ({ outcome: 'answered', value }),
      (error: unknown): CallResult<Value> => {
        if (ExecutorError.isInstance(error)) return { outcome: 'failed', error };
        return laws.isGivenUp(error, patience.signal);
      },
    );
    return Promise.race([settled, killed.then((): CallResult<Value> => ({ outcome: 'killed' }))]);
  }

  function pause(): void {
    const round = execution.rounds;
    execution.rounds += 1;
    time.pass(round < SHORT_PAUSES ? cycled(schedule.pausesMs, round) : LONG_PAUSE_MS);
    options.onChange();
  }

  function becomeUnknown(since: number): void {
    execution.state = 'unknown';
    execution.unknownSince = since;
  }

  function see(run: Run): void {
    execution.state = 'running';
    execution.runId = run.id;
    laws.isOurs(run.id);
    if (!isFinished(run.status)) return;
    laws.tellsTheTruth(run);
    execution.verdict = run.status;
  }

  async function start(): Promise<CallResult<unknown>> {
    execution.state = 'starting';
    const variables = { ENVIRONMENT: 'dev', SLUICE_EXECUTION_ID: executionId };
    const result = await call((signal) => executor.start({ executionId, target, variables, signal }));
    if (result.outcome === 'killed') return result;
    if (result.outcome === 'answered') see(result.value);
    else if (result.outcome === 'failed' && result.error.outcome === 'not_started') execution.verdict = 'not-started';
    else becomeUnknown(options.now());
    return result;
  }

  async function find(): Promise<CallResult<unknown>> {
    const askedAt = options.now();
    const wasThere = laws.isThere();
    const { startedAt } = execution;
    const result = await call((signal) => executor.find({ executionId, target, startedAt, signal }));
    if (result.outcome !== 'answered') return result;
    const found = result.value;
    if (found.outcome === 'found') {
      see(found.run);
      return result;
    }
    laws.isRightlyNotFound(found, wasThere);
    if (execution.state !== 'unknown') becomeUnknown(askedAt);
    else if (askedAt >= execution.unknownSince + SETTLE_WINDOW_MS) {
      if (found.outcome === 'absent') laws.isAbsent();
      execution.verdict = found.outcome === 'absent' ? 'never-started' : 'lost';
    }
    return result;
  }

  function cancel(): Promise<CallResult<unknown>> {
    return call((signal) => executor.cancel({ runId: execution.runId, target, signal }));
  }

  async function list(): Promise<CallResult<unknown>> {
    const result = await call((signal) => executor.list({ target, since: execution.startedAt, signal }));
    if (result.outcome === 'answered') laws.listsTheTruth(result.value);
    return result;
  }

  async function get(): Promise<CallResult<unknown>> {
    const { runId } = execution;
    const result = await call((signal) => executor.get({ runId, target, signal }));
    if (result.outcome === 'answered') see(result.value);
    if (result.outcome === 'failed' && result.error.runIsGone) {
      laws.isGone(runId);
      execution.verdict = 'gone';
    }
    return result;
  }

  async function follow(): Promise<CallResult<unknown>> {
    const { rounds } = execution;
    const before = [...(schedule.cancels.includes(rounds) ? [cancel] : []), ...(rounds % 3 === 2 ? [list] : [])];
    for (const look of before) {
      const result = await look();
      if (result.outcome === 'killed') return result;
    }
    return get();
  }

  return async () => {
    if (execution.state === 'new') return endOf(await start());
    if (execution.state === 'starting') {
      // Another server was killed in the middle of it, and is left alone until its lease is over.
      time.pass(Math.max(0, execution.leaseUntil - options.now()));
      options.onChange();
    }
    pause();
    return endOf(await (execution.state === 'running' ? follow() : find()));
  };
}

type CallResult<Value> =
  | { readonly outcome: 'answered'; readonly value: Value }
  | { readonly outcome: 'failed'; readonly error: ExecutorError }
  | { readonly outcome: 'given-up' }
  | { readonly outcome: 'killed' };

function endOf({ outcome }: CallResult<unknown>): 'killed' | 'done' {
  return outcome === 'killed' ? 'killed' : 'done';
}

/** Tells whether a run with that status has come to its end. */
export function isFinished(status: Verdict): status is 'succeeded' | 'failed' | 'cancelled' {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}
