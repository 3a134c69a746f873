const MAX_STARTS = 1000;

/**
 * Remembers which start of Jenkins was asked for each run whose start is open.
 *
 * Jenkins tells no uptime, but each answer names its current start. When that has changed since a run was asked for, the
 * queue may have been lost, and with it what would prove that the run never began. A server that did not ask itself has
 * nothing to compare; then the numbers of the builds alone tell whether one is missing.
 */
export interface SessionMemory {
  remember(executionId: string, session: string | undefined): void;
  forget(executionId: string): void;
  /** Tells whether Jenkins has been restarted since the run was asked for, as far as is known. */
  hasChanged(executionId: string, session: string | undefined): boolean;
}

/** Makes a memory of the last 1000 starts. */
export function createSessionMemory(): SessionMemory {
  const sessions = new Map<string, string>();
  return {
    remember(executionId, session) {
      if (session === undefined) return;
      sessions.set(executionId, session);
      const [oldest] = sessions.keys();
      if (sessions.size > MAX_STARTS && oldest !== undefined) sessions.delete(oldest);
    },
    forget(executionId) {
      sessions.delete(executionId);
    },
    hasChanged(executionId, session) {
      const before = sessions.get(executionId);
      return before !== undefined && session !== undefined && before !== session;
    },
  };
}
