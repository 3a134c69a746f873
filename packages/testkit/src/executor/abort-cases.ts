import { type Attempt, attempt } from './attempts.ts';
import { check } from './broken-promise.ts';
import type { CaseBench } from './case-bench.ts';
import type { ExecutorCase, ExecutorCaseGroup } from './executor-case.ts';
import { METHOD_CALLS, type MethodCall } from './method-calls.ts';
import { promptly } from './promptly.ts';
import { HELD } from './proxy-fault.ts';
import { lineOf } from './start-cases.ts';

const MAX_REQUESTS = 12;
/** Who was told that nobody waits must not take longer than an answer would. */
const AT_ONCE = 'an aborted call rejects at once';

/** Cases about callers who do not want an answer any more. */
export const abortCases: ExecutorCaseGroup = {
  name: 'abort',
  cases: [...METHOD_CALLS.flatMap((call) => [abortedBefore(call), abortedDuring(call)]), abortedWebhook()],
};

function abortedBefore({ method, capability, needs, prepare }: MethodCall): ExecutorCase {
  return {
    name: `rejects ${method} with the reason, and sends nothing, when it was aborted before`,
    capability,
    needs,
    async run(bench) {
      const call = await prepare(bench);
      await bench.proxy.quiet();
      const before = bench.proxy.requests().length;
      const reason = new Error('nobody waits for this');
      const calling = attempt(call(bench.another(), AbortSignal.abort(reason)));
      checkReason(method, await promptly(bench, calling, AT_ONCE), reason);
      await bench.proxy.quiet();
      const sent = bench.proxy.requests().slice(before);
      check(sent.length === 0, `${method} sends nothing once it is aborted`, sent.map(lineOf));
    },
  };
}

function abortedDuring({ method, capability, needs, prepare }: MethodCall): ExecutorCase {
  return {
    name: `rejects ${method} with the reason, and sends nothing more, when it is aborted at any of its requests`,
    capability,
    needs,
    async run(bench) {
      const call = await prepare(bench);
      for (let index = 0; index < MAX_REQUESTS; index += 1) {
        if (!(await wasAbortedAt(bench, method, index, call))) return;
      }
    },
  };
}

/** Aborts a call while one of its requests is held, and tells whether it came that far. */
async function wasAbortedAt(
  bench: CaseBench,
  method: string,
  index: number,
  call: Awaited<ReturnType<MethodCall['prepare']>>,
): Promise<boolean> {
  const { proxy } = bench;
  await proxy.quiet();
  const before = proxy.requests().length;
  const controller = new AbortController();
  const reason = new Error('nobody waits for this any more');
  proxy.inject(HELD, () => proxy.requests().length > before + index, 1);
  const calling = attempt(call(bench.another(), controller.signal));
  const isHeld = await Promise.race([proxy.held().then(() => true), calling.then(() => false)]);
  proxy.mend();
  if (!isHeld) return false;
  // Requests that are made at the same time were sent before the abort, though they may come a little later.
  await proxy.quiet();
  const sent = proxy.requests().length;
  controller.abort(reason);
  const result = await promptly(bench, calling, AT_ONCE);
  checkReason(method, result, reason);
  await proxy.release();
  await proxy.quiet();
  const more = proxy.requests().slice(sent);
  check(more.length === 0, `${method} sends nothing more once it is aborted`, more.map(lineOf));
  return true;
}

function abortedWebhook(): ExecutorCase {
  return {
    name: 'rejects receiveWebhook with the reason when it was aborted before',
    capability: 'webhooks',
    async run({ executor, world }) {
      const reason = new Error('nobody waits for this');
      const request = { url: '/', headers: new Headers(), body: new Uint8Array(), receivedAt: world.now() };
      const receiving = executor.receiveWebhook?.({ ...request, signal: AbortSignal.abort(reason) });
      checkReason('receiveWebhook', await attempt(Promise.resolve(receiving)), reason);
    },
  };
}

function checkReason(method: string, result: Attempt<unknown>, reason: Error): void {
  const isReason = result.outcome === 'rejected' && result.error === reason;
  check(isReason, `${method} rejects with the reason of the abort`, result);
}
