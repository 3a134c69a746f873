import { SluiceError } from '../errors/sluice-error.ts';
import type { Execution } from '../execution/execution.ts';
import type { ServiceContext } from './execution-service.ts';
import { refresh } from './refresh.ts';

const PAGE = 50;

/** Refreshes every execution that has not finished, one after the other, and returns how many there were. */
export async function sweep(context: ServiceContext, signal?: AbortSignal): Promise<number> {
  let looked = 0;
  let cursor: string | undefined;
  do {
    const page = await context.store.listUnfinished({ limit: PAGE, cursor });
    for (const execution of page.executions) {
      signal?.throwIfAborted();
      await lookAt(context, execution);
      looked += 1;
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return looked;
}

/** One execution that can't be looked at must not keep the sweep from the others. */
async function lookAt(context: ServiceContext, execution: Execution): Promise<void> {
  try {
    await refresh(context, execution);
  } catch (error) {
    if (SluiceError.isInstance(error) && error.code === 'store_unavailable') throw error;
    const reason = error instanceof Error ? error.message : String(error);
    context.logger.error({ execution_id: execution.executionId, reason }, 'An execution could not be swept');
  }
}
