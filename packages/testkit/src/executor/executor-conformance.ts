import type { ExecutorCapabilities, PipelineExecutor } from '@sluice/core';
import { abortCases } from './abort-cases.ts';
import { approvalCases } from './approval-cases.ts';
import { attempt } from './attempts.ts';
import { BrokenPromise } from './broken-promise.ts';
import { cancelCases } from './cancel-cases.ts';
import { type CaseBench, type ExecutorRequest, withCaseBench } from './case-bench.ts';
import { errorCases } from './error-cases.ts';
import { type ExecutorCase, type ExecutorCaseGroup, reasonToLeaveOut } from './executor-case.ts';
import type { ExecutorScenarios } from './executor-scenarios.ts';
import type { ExecutorWorld } from './executor-world.ts';
import { findCases } from './find-cases.ts';
import { logCases } from './log-cases.ts';
import { observeCases } from './observe-cases.ts';
import { retryCases } from './retry-cases.ts';
import { secretCases } from './secret-cases.ts';
import { shapeCases } from './shape-cases.ts';
import { startCases } from './start-cases.ts';
import { unknownOutcomeCases } from './unknown-outcome-cases.ts';
import { webhookCases } from './webhook-cases.ts';
import { worldCases } from './world-cases.ts';

/** What the suite for executors needs: how to make the executor, and the runs that its CI system can have. @public */
export interface ExecutorConformanceOptions<Target> {
  /** What the executor is called in the report. */
  readonly name: string;
  /**
   * Makes the executor. The address that it gets is that of the kit's proxy, which passes requests on to the world and
   * does to them what networks do. Called several times in a case, and once beforehand to see its capabilities.
   */
  readonly create: (request: ExecutorRequest) => PipelineExecutor<Target>;
  /** The runs that there can be in the world. */
  readonly scenarios: ExecutorScenarios<Target>;
  /** Opens a CI system, one for each case; the kit closes it. */
  readonly world: () => Promise<ExecutorWorld<Target>>;
  /**
   * Cases that the executor can't pass, by name, each with the reason. Such a case must fail: once it passes, the
   * exception has to go.
   *
   * @defaultValue none
   */
  readonly exceptions?: Readonly<Record<string, string>> | undefined;
  /** The test runner's: Vitest, Jest, Mocha and node:test all have them. */
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: TestRegistrar;
}

/** Registers a test; with `skip`, one that is listed and not run. @public */
export interface TestRegistrar {
  (name: string, body: () => Promise<void>): unknown;
  readonly skip?: ((name: string, body: () => Promise<void>) => unknown) | undefined;
}

const GROUPS: readonly ExecutorCaseGroup[] = [
  worldCases,
  shapeCases,
  startCases,
  unknownOutcomeCases,
  findCases,
  observeCases,
  cancelCases,
  retryCases,
  logCases,
  approvalCases,
  webhookCases,
  errorCases,
  secretCases,
  abortCases,
];

/**
 * Registers the cases that a `PipelineExecutor` must pass to be called one. Each has a CI system of its own, and a
 * network that breaks when the case wants it to.
 *
 * Cases about what the executor does not declare, or about runs that `scenarios` lacks, are left out and listed as
 * skipped with the reason.
 *
 * @example
 * ```ts
 * import { describe, it } from 'vitest';
 *
 * executorConformance({
 *   name: 'Kiln',
 *   describe,
 *   it,
 *   create: ({ url, requestTimeoutMs }) => createKilnExecutor({ baseUrl: url, token: TOKEN, requestTimeoutMs }),
 *   scenarios: { succeeds: { target: { job: 'deploy' } }, fails: { target: { job: 'broken' }, logLine: 'no space left' } },
 *   world: openKiln,
 * });
 * ```
 * @public
 */
export function executorConformance<Target>(options: ExecutorConformanceOptions<Target>): void {
  const { capabilities } = options.create({ url: 'http://127.0.0.1:1', now: Date.now, requestTimeoutMs: 1000 });
  options.describe(`${options.name} is a pipeline executor`, () => {
    for (const { name, cases } of GROUPS) {
      options.describe(name, () => {
        for (const executorCase of cases) register(executorCase, options, capabilities);
      });
    }
    registerExceptions(options, capabilities);
  });
}

function register<Target>(
  executorCase: ExecutorCase,
  options: ExecutorConformanceOptions<Target>,
  capabilities: ExecutorCapabilities,
): void {
  const { name } = executorCase;
  const leftOut = reasonToLeaveOut(executorCase, options.scenarios, capabilities);
  if (leftOut !== undefined) return void options.it.skip?.(`${name} (left out: ${leftOut})`, async () => {});
  const reason = exceptionsOf(options)[name];
  if (reason === undefined) return void options.it(name, () => runCase(executorCase, options));
  options.it(`${name} (excepted: ${reason})`, () => runExcepted(executorCase, options));
}

function runCase<Target>(executorCase: ExecutorCase, options: ExecutorConformanceOptions<Target>): Promise<void> {
  return inWorld(options, (bench) => executorCase.run(bench));
}

/** Fails where the case does not. */
function runExcepted<Target>(executorCase: ExecutorCase, options: ExecutorConformanceOptions<Target>): Promise<void> {
  return inWorld(options, async (bench) => {
    const { outcome } = await attempt(executorCase.run(bench));
    if (outcome === 'rejected') return;
    throw new Error(`The exception is stale: "${executorCase.name}" passes. Remove it from exceptions.`);
  });
}

async function inWorld<Target>(
  { create, scenarios, world: openWorld }: ExecutorConformanceOptions<Target>,
  run: (bench: CaseBench) => Promise<void>,
): Promise<void> {
  const world = await openWorld();
  try {
    await withCaseBench({ create, scenarios, world }, run);
  } catch (error) {
    throw withoutSecrets(error, world.secrets);
  } finally {
    await world.close();
  }
}

/** Registers a test that fails for each exception that excepts nothing, and for each that has no reason. */
function registerExceptions<Target>(
  options: ExecutorConformanceOptions<Target>,
  capabilities: ExecutorCapabilities,
): void {
  const excepted = Object.entries(exceptionsOf(options));
  if (excepted.length === 0) return;
  const run = GROUPS.flatMap(({ cases }) => cases)
    .filter((executorCase) => reasonToLeaveOut(executorCase, options.scenarios, capabilities) === undefined)
    .map(({ name }) => name);
  const faults = excepted.flatMap(([name, reason]) => [
    ...(run.includes(name) ? [] : [`"${name}" is no case that is run.`]),
    ...(reason.trim() === '' ? [`The exception for "${name}" has no reason.`] : []),
  ]);
  options.it('is excepted only from cases that there are, and for a reason', async () => {
    if (faults.length > 0) throw new Error(faults.join('\n'));
  });
}

function exceptionsOf<Target>({
  exceptions = {},
}: ExecutorConformanceOptions<Target>): Readonly<Record<string, string>> {
  return exceptions;
}

/** Reports are read by more people than may know the secrets of a real CI system. */
function withoutSecrets(error: unknown, secrets: readonly string[]): unknown {
  const told = error instanceof Error ? error.message : String(error);
  const shown = secrets.filter(Boolean).reduce((text, secret) => text.replaceAll(secret, '[secret]'), told);
  if (shown === told) return error;
  return error instanceof BrokenPromise ? Object.assign(new Error(shown), { name: error.name }) : new Error(shown);
}
