/** Work that whoever asks for it at the same time has done once, together. */
export interface SharedWork<Result> {
  /**
   * Joins the work of a key that is under way, or begins it. Who goes away leaves it to the others; when all have gone,
   * it is aborted.
   */
  join(key: string, work: Work<Result>, signal?: AbortSignal): Promise<Result>;
  /** Resolves when what is under way now for a key is over, however it ended. */
  over(key: string): Promise<void>;
}

type Work<Result> = (signal: AbortSignal) => Promise<Result>;

interface UnderWay<Result> {
  readonly result: Promise<Result>;
  readonly abandon: AbortController;
  waiting: number;
  isOver: boolean;
}

/** Makes the memory of what is under way in this process. */
export function createSharedWork<Result>(): SharedWork<Result> {
  const underWay = new Map<string, UnderWay<Result>>();

  function begin(key: string, work: Work<Result>): UnderWay<Result> {
    const abandon = new AbortController();
    const result = work(abandon.signal).finally(() => {
      begun.isOver = true;
      forget(key, begun);
    });
    const begun: UnderWay<Result> = { result, abandon, waiting: 0, isOver: false };
    // Nobody may be left to hear of its end.
    result.catch(() => {});
    underWay.set(key, begun);
    return begun;
  }

  function forget(key: string, work: UnderWay<Result>): void {
    if (underWay.get(key) === work) underWay.delete(key);
  }

  function leave(key: string, work: UnderWay<Result>): void {
    work.waiting -= 1;
    if (work.waiting > 0 || work.isOver) return;
    forget(key, work);
    work.abandon.abort();
  }

  return {
    async join(key, work, signal) {
      signal?.throwIfAborted();
      const joined = underWay.get(key) ?? begin(key, work);
      joined.waiting += 1;
      if (signal === undefined) return joined.result.finally(() => leave(key, joined));
      const gone = Promise.withResolvers<never>();
      const abort = (): void => gone.reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      try {
        return await Promise.race([joined.result, gone.promise]);
      } finally {
        signal.removeEventListener('abort', abort);
        leave(key, joined);
      }
    },
    async over(key) {
      await underWay.get(key)?.result.catch(() => {});
    },
  };
}
