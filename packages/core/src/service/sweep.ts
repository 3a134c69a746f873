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
      await refresh(context, execution);
      looked += 1;
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return looked;
}
