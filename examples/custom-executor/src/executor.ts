import { ExecutorError, type FindResult, type PipelineExecutor, type Run, type RunStatus } from '@sluice/core';
import * as z from 'zod';
import { type Call, createKilnClient, type KilnBuild, type KilnClient, type KilnClientOptions } from './client.ts';
import { readLog } from './log.ts';

/** Where a pipeline is on Kiln. */
export interface KilnTarget {
  /** Name of the job. */
  readonly job: string;
}

const STATUS: Readonly<Record<string, RunStatus>> = {
  pending: 'queued',
  running: 'running',
  passed: 'succeeded',
  failed: 'failed',
  aborted: 'cancelled',
};
/** How far Kiln's clock may be from ours. */
const CLOCK_SKEW_MS = 5 * 60_000;
/** How far back `find` looks, and `list`. */
const PAGES = { find: 10, list: 2 };
const TAIL_BYTES = 4000;

/**
 * Makes the executor for Kiln.
 *
 * @example
 * ```ts
 * const kiln = createKilnExecutor({ baseUrl: 'https://kiln.example.com', apiKey: readKeyFromVault() });
 * ```
 */
export function createKilnExecutor(options: KilnClientOptions): PipelineExecutor<KilnTarget> {
  const client = createKilnClient(options);
  return {
    specificationVersion: 'v1',
    name: 'kiln',
    capabilities: { retry: false, approvals: false, webhooks: false, force: [] },
    targetSchema: z.strictObject({ job: z.string().min(1) }),

    async start({ target, variables, signal }) {
      const build = await client.createBuild({ action: 'start the job', signal }, target.job, variables);
      return runOf(build);
    },

    async find({ executionId, target, startedAt, signal }): Promise<FindResult> {
      const since = startedAt - CLOCK_SKEW_MS;
      const call = { action: 'look for the build', signal };
      const { builds, isWhole } = await newestBuilds(client, call, target.job, { since, pages: PAGES.find });
      const matches = builds.filter(({ env }) => env['SLUICE_EXECUTION_ID'] === executionId);
      const [match, ...others] = matches;
      if (match !== undefined && others.length > 0) {
        return { outcome: 'ambiguous', runIds: matches.map(({ number }) => String(number)) };
      }
      if (match !== undefined) return { outcome: 'found', run: runOf(match) };
      if (!isWhole) return { outcome: 'indeterminate', reason: 'more builds were made since than can be looked at' };
      return { outcome: 'absent' };
    },

    async get({ runId, signal }) {
      const call = { action: 'show the build', signal };
      const build = await client.getBuild(call, numberOf(runId));
      if (build.state !== 'failed') return runOf(build);
      const log = await client.getLog(call, build.number, Math.max(0, build.log_size - TAIL_BYTES));
      return { ...runOf(build), failure: { kind: 'failed', message: `${build.error}.`, logTail: textOf(log) } };
    },

    async list({ target, since, signal }) {
      const call = { action: 'list the builds', signal };
      const { builds } = await newestBuilds(client, call, target.job, { since: 0, pages: PAGES.list });
      return builds
        .filter(({ changed_at: changedAt }) => changedAt >= since)
        .map(runOf)
        .map(({ id, status, rawStatus }) => ({ id, status, rawStatus }));
    },

    cancel: ({ runId, signal }) => client.abortBuild({ action: 'stop the build', signal }, numberOf(runId)),

    readLog: (request) => readLog(client, numberOf(request.runId), request),
  };
}

/** Reads the newest builds of a job that were made since, and tells whether these are all. */
async function newestBuilds(
  client: KilnClient,
  call: Call,
  job: string,
  { since, pages }: { readonly since: number; readonly pages: number },
): Promise<{ readonly builds: readonly KilnBuild[]; readonly isWhole: boolean }> {
  // By number: a build that begins meanwhile pushes another one onto the next page.
  const builds = new Map<number, KilnBuild>();
  for (let page = 1; page <= pages; page += 1) {
    const found = await client.listBuilds(call, job, page);
    const recent = found.filter((build) => build.created_at >= since);
    for (const build of recent) builds.set(build.number, build);
    if (found.length === 0 || recent.length < found.length) return { builds: [...builds.values()], isWhole: true };
  }
  return { builds: [...builds.values()], isWhole: false };
}

/** A state that Kiln may learn one day counts as running, so that it is looked at again. */
function runOf({ number, state, url }: KilnBuild): Run {
  return { id: String(number), url, status: STATUS[state] ?? 'running', rawStatus: state, stages: [] };
}

/** A run id goes into a path: it must be a number. */
function numberOf(runId: string): number {
  if (/^[1-9]\d{0,14}$/.test(runId)) return Number(runId);
  throw new ExecutorError({ message: 'The run id is not the number of a build.' });
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
