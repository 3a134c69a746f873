/** A part of the local runtime. @public */
export interface RunningPart {
  readonly url: string;
  /** Stops it, as if it had died; the others go on. May be called again. */
  stop(): Promise<void>;
}

/** What must be stopped in the end, however far the start got. */
export interface StopList {
  /** Adds something, and returns how to stop it by itself: once. */
  add(stop: () => void | Promise<void>): () => Promise<void>;
  /** Stops all, the last first, whatever fails. */
  stopAll(): Promise<void>;
}

/** Makes an empty list. */
export function createStopList(): StopList {
  const stops: (() => Promise<void>)[] = [];
  return {
    add(stop) {
      let stopped: Promise<void> | undefined;
      const once = (): Promise<void> => {
        stopped ??= Promise.resolve().then(stop);
        return stopped;
      };
      stops.unshift(once);
      return once;
    },
    async stopAll() {
      const failures: unknown[] = [];
      for (const stop of stops) await stop().catch((error: unknown) => failures.push(error));
      if (failures.length > 0) throw new AggregateError(failures, 'Not every part could be stopped');
    },
  };
}
