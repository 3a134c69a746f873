import type { ExecutorError, PipelineExecutor } from '@sluice/core';
import { unreachableUrl } from '../http/loopback-server.ts';
import { attempt, executorErrorOf } from './attempts.ts';
import { check } from './broken-promise.ts';
import type { CaseBench } from './case-bench.ts';
import type { ExecutorCase, ExecutorCaseGroup } from './executor-case.ts';
import { type Call, preparedCalls } from './method-calls.ts';
import { BARE, BROKEN_OFF, failedBefore, nonsense, type ProxyFault, RESET_BEFORE, UNANSWERED } from './proxy-fault.ts';

const PAGE = '<html><head><title>Error</title></head><body><h1>Error</h1></body></html>';
const READS: readonly string[] = ['find', 'get', 'list', 'readLog'];
/** Answers of these have a form; a log may be any text, and an order may be answered with nothing. */
const FORMED: readonly string[] = ['find', 'get', 'list'];

/** Cases about a CI system that is down, refuses or talks nonsense. */
export const errorCases: ExecutorCaseGroup = {
  name: 'errors',
  cases: [
    trouble('HTTP 500', [failedBefore(500, PAGE)]),
    trouble('HTTP 502 and 503 of a proxy', [failedBefore(502, PAGE), failedBefore(503, PAGE)]),
    trouble('connections that break', [RESET_BEFORE]),
    {
      name: 'are ExecutorErrors that may pass, for every method, where nobody listens',
      async run(bench) {
        const executor = bench.another({ url: await unreachableUrl() });
        await checkAll(bench, executor, (error, method) => checkPassing(error, method, 'nobody listens'));
      },
    },
    {
      name: 'are ExecutorErrors that may pass, for every method, after answers that do not come',
      async run(bench) {
        const { inject } = bench.proxy;
        const check = (error: ExecutorError, method: string): void => checkPassing(error, method, 'no answer came');
        await checkAll(bench, bench.impatient(), check, () => inject(UNANSWERED));
      },
    },
    {
      name: 'are ExecutorErrors that last, for every method, after HTTP 401 and 403',
      async run(bench) {
        for (const status of [401, 403]) {
          const fault = failedBefore(status, `{"message":"${status} No"}`, [['content-type', 'application/json']]);
          const lasts = ({ retryable }: ExecutorError, method: string): void =>
            check(!retryable, `${method} that met HTTP ${status} can't be tried again as it is`, { retryable });
          await checkAll(bench, bench.another(), lasts, () => bench.proxy.inject(fault));
        }
      },
    },
    {
      name: 'are ExecutorErrors, for every reading, after answers that make no sense',
      async run(bench) {
        for (const fault of [nonsense(PAGE, 'text/html'), nonsense('{"a":', 'application/json'), BARE, BROKEN_OFF]) {
          await checkAll(
            bench,
            bench.another(),
            () => {},
            () => bench.proxy.inject(fault),
            FORMED,
          );
        }
      },
    },
    {
      name: 'say how long to wait, for every reading, where HTTP 429 says so',
      async run(bench) {
        const fault = failedBefore(429, 'Slow down', [['retry-after', '7']]);
        const waits = ({ retryable, retryAfterMs }: ExecutorError, method: string): void => {
          check(retryable, `${method} that met HTTP 429 can be tried again`, { retryable });
          check(retryAfterMs === 7000, `retryAfterMs of ${method} is what Retry-After says`, { retryAfterMs });
        };
        for (const method of READS) {
          await checkAll(bench, bench.another(), waits, () => bench.proxy.inject(fault), [method]);
        }
      },
    },
    {
      name: 'can be tried again, for every reading, where HTTP 429 does not say how long to wait',
      async run(bench) {
        for (const method of READS) {
          const passes = (error: ExecutorError): void => checkPassing(error, method, 'HTTP 429 came');
          const refuse = (): void => bench.proxy.inject(failedBefore(429, 'Slow down'));
          await checkAll(bench, bench.another(), passes, refuse, [method]);
        }
      },
    },
  ],
};

function trouble(what: string, faults: readonly ProxyFault[]): ExecutorCase {
  return {
    name: `are ExecutorErrors that may pass, for every method, after ${what}`,
    async run(bench) {
      for (const fault of faults) {
        const passes = (error: ExecutorError, method: string): void => checkPassing(error, method, what);
        await checkAll(bench, bench.another(), passes, () => bench.proxy.inject(fault));
      }
    },
  };
}

/** What passes may be asked again, if it only reads; and it proves nothing about the run. */
function checkPassing(error: ExecutorError, method: string, what: string): void {
  check(!READS.includes(method) || error.retryable, `${method} can be tried again after ${what}`, error);
  check(!error.runIsGone, `nothing is known of the run after ${what}: runIsGone is false`, error);
}

/** Calls every method, or these, at once, while everything goes wrong. */
async function checkAll(
  bench: CaseBench,
  executor: PipelineExecutor,
  checkError: (error: ExecutorError, method: string) => void,
  spoil: () => void = () => {},
  methods?: readonly string[],
): Promise<void> {
  const calls = await preparedCalls(bench, methods);
  spoil();
  const failures = await Promise.all(
    calls.map(async ([method, call]) => [method, await failureOf(executor, method, call)] as const),
  );
  bench.proxy.mend();
  for (const [method, error] of failures) if (error !== undefined) checkError(error, method);
}

/** What a call fails with. `find` may also say that it can't tell. */
async function failureOf(executor: PipelineExecutor, method: string, call: Call): Promise<ExecutorError | undefined> {
  const result = await attempt(call(executor));
  if (method === 'find' && result.outcome === 'resolved' && saysNothing(result.value)) return undefined;
  const again = result.outcome === 'resolved' ? Promise.resolve(result.value) : Promise.reject(result.error);
  return executorErrorOf(again, `${method} rejects when the CI system can't be asked`);
}

function saysNothing(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'outcome' in value && value.outcome === 'indeterminate';
}
