import { SluiceError } from '../errors/sluice-error.ts';
import type { Execution } from '../execution/execution.ts';
import { redactSecrets } from '../text/untrusted-text.ts';
import type { ServiceContext } from './execution-service.ts';
import { refresh } from './refresh.ts';

const PAGE = 50;

/**
 * Refreshes every execution that has not finished, one after the other, and returns how many there were.
 *
 * One that changes moves to the end of the list: it is not looked at again, else a sweep could go on for ever.
 */
export async function sweep(context: ServiceContext, signal?: AbortSignal): Promise<number> {
  const looked = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await context.store.listUnfinished({ limit: PAGE, cursor });
    for (const execution of page.executions) {
      signal?.throwIfAborted();
      if (looked.has(execution.executionId)) continue;
      looked.add(execution.executionId);
      await lookAt(context, execution, signal);
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return looked.size;
}

/** One execution that can't be looked at must not keep the sweep from the others. */
async function lookAt(context: ServiceContext, execution: Execution, signal: AbortSignal | undefined): Promise<void> {
  try {
    await refresh(context, execution, { signal });
  } catch (error) {
    signal?.throwIfAborted();
    if (SluiceError.isInstance(error) && error.code === 'store_unavailable') throw error;
    const reason = redactSecrets(error instanceof Error ? error.message : String(error));
    context.logger.error({ execution_id: execution.executionId, reason }, 'An execution could not be swept');
  }
}
