import { randomUUID } from 'node:crypto';
import type { PipelineExecutor, Run } from '@sluice/core';
import { BrokenPromise, check, inWords } from './broken-promise.ts';
import type { ScenarioKind } from './executor-case.ts';
import type { ExecutorScenario, ExecutorScenarios } from './executor-scenarios.ts';
import type { ExecutorWorld, SeenRequest, WorldRun } from './executor-world.ts';
import { type FaultProxy, openFaultProxy } from './fault-proxy.ts';

/** What the kit asks of the factory of an executor. @public */
export interface ExecutorRequest {
  /** The CI system's address, as far as the executor is concerned. */
  readonly url: string;
  /** The time there, in milliseconds since the epoch: what an executor with a clock of its own goes by. */
  readonly now: () => number;
  /** How long one request may take, in real milliseconds. */
  readonly requestTimeoutMs: number;
}

/** What a case is given: a CI system, an executor, and the proxy between them. */
export interface CaseBench {
  readonly world: ExecutorWorld;
  readonly proxy: FaultProxy;
  readonly executor: PipelineExecutor;
  /** Makes another executor for the same CI system, as another server has one. */
  another(request?: Partial<ExecutorRequest>): PipelineExecutor;
  /** Makes one that does not wait long for an answer that the proxy keeps back. */
  impatient(): PipelineExecutor;
  /** The kinds of runs that there can be. */
  readonly scenarioKinds: readonly ScenarioKind[];
  scenario<Kind extends ScenarioKind>(kind: Kind): NonNullable<ExecutorScenarios[Kind]>;
  /** Prepares the start of a run with an execution id of its own, the way Sluice does. */
  prepare(kind: ScenarioKind, more?: Readonly<Record<string, string>>): Promise<PreparedStart>;
  /** Starts a run that must start. */
  start(kind: ScenarioKind, more?: Readonly<Record<string, string>>): Promise<StartedRun>;
  /** Tells whether a request can start a run. */
  isStart(this: void, request: SeenRequest): boolean;
  /** The requests so far that can start a run. */
  starts(): readonly SeenRequest[];
  /** The runs that there are of an execution. */
  runsOf(executionId: string): Promise<readonly WorldRun[]>;
  /** Looks again and again until what is promised is there, while time passes. */
  eventually<Value>(promised: string, look: () => Promise<Value>, isThere: (value: Value) => boolean): Promise<Value>;
}

/** What a start is asked for with. */
export interface PreparedStart {
  readonly executionId: string;
  readonly target: unknown;
  readonly variables: Readonly<Record<string, string>>;
  /** By the world's clock. */
  readonly startedAt: number;
}

/** A run that was started. */
export interface StartedRun extends PreparedStart {
  readonly run: Run;
  readonly runId: string;
}

interface CaseParts {
  readonly create: (request: ExecutorRequest) => PipelineExecutor;
  readonly scenarios: ExecutorScenarios;
  readonly world: ExecutorWorld;
}

const PATIENT_MS = 60_000;

/** Runs a case with a bench of its own. The world is the caller's to close. */
export async function withCaseBench(parts: CaseParts, run: (bench: CaseBench) => Promise<void>): Promise<void> {
  const proxy = await openFaultProxy(parts.world.url);
  try {
    await run(createCaseBench(parts, proxy));
  } finally {
    await proxy.close();
  }
}

function createCaseBench({ create, scenarios, world }: CaseParts, proxy: FaultProxy): CaseBench {
  const another = (request: Partial<ExecutorRequest> = {}): PipelineExecutor =>
    create({ url: proxy.url, now: () => world.now(), requestTimeoutMs: PATIENT_MS, ...request });
  const executor = another();
  const isStart = (request: SeenRequest): boolean => world.isStart(request);

  function scenario<Kind extends ScenarioKind>(kind: Kind): NonNullable<ExecutorScenarios[Kind]> {
    const found = scenarios[kind];
    if (found === undefined || found === null) throw new Error(`There is no scenario ${kind}`);
    return found;
  }

  async function prepare(kind: ScenarioKind, more: Readonly<Record<string, string>> = {}): Promise<PreparedStart> {
    const executionId = randomUUID();
    const { target, variables } = scenario(kind);
    return {
      executionId,
      target: await acceptedTarget(executor, kind, target),
      variables: { ...variables, ...more, SLUICE_EXECUTION_ID: executionId },
      startedAt: world.now(),
    };
  }

  return {
    world,
    proxy,
    executor,
    another,
    impatient: () => another({ requestTimeoutMs: world.answersWithinMs ?? 500 }),
    scenarioKinds: (Object.keys(scenarios) as ScenarioKind[]).filter((kind) => scenarios[kind] !== undefined),
    scenario,
    prepare,
    async start(kind, more) {
      const prepared = await prepare(kind, more);
      const run = await executor.start(prepared);
      return { ...prepared, run, runId: run.id };
    },
    isStart,
    starts: () => proxy.requests().filter(isStart),
    async runsOf(executionId) {
      return (await world.runs()).filter((run) => run.executionId === executionId);
    },
    async eventually(promised, look, isThere) {
      const { patienceMs = 120_000, pollIntervalMs = 1000 } = world;
      for (let waitedMs = 0; ; waitedMs += pollIntervalMs) {
        const value = await look();
        if (isThere(value)) return value;
        if (waitedMs >= patienceMs) {
          throw new BrokenPromise(promised, `for ${waitedMs / 1000} seconds not, in the end ${inWords(value)}`);
        }
        await world.passTime(pollIntervalMs);
      }
    },
  };
}

async function acceptedTarget(
  { targetSchema }: PipelineExecutor,
  kind: ScenarioKind,
  target: ExecutorScenario['target'],
): Promise<unknown> {
  const result = await targetSchema['~standard'].validate(target);
  check(result.issues === undefined, `targetSchema accepts the target of the scenario ${kind}`, result);
  return result.value;
}
