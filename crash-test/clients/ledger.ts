import type { Wire } from '@sluice/core';

/** What clients asked for and what they were told: what the servers must stand by, whatever happens to them. */
export interface Ledger {
  /** Names of the requests that had an `Idempotency-Key`. */
  readonly keyed: ReadonlySet<string>;
  /** Ids of executions that a client was told of. */
  readonly told: ReadonlySet<string>;
  /** Answers that contradict what was told before they were asked for. */
  readonly contradictions: readonly string[];
  /** Answers that no client should get. */
  readonly unexpected: readonly string[];
  readonly counts: Readonly<Record<Count, number>>;
  noteKeyed(request: string): void;
  note(count: Count): void;
  noteUnexpected(answer: string): void;
  noteTold(executionId: string): void;
  /** Begins a question: what was known of an execution by then must still hold in the answer. */
  expectation(executionId: string): Expectation;
}

/** What clients count. */
export type Count = 'requests' | 'broken' | 'repeated' | 'replays' | 'conflicts' | 'cancels' | 'lists' | 'unavailable';

/** What an answer must stand by. */
export interface Expectation {
  check(execution: Wire['Execution']): void;
}

const FINISHED: readonly string[] = ['succeeded', 'failed', 'cancelled', 'lost', 'denied', 'expired'];

/** Tells whether a status on the wire is one that an execution does not leave. */
export function isFinal(status: string): boolean {
  return FINISHED.includes(status);
}

/** Makes an empty ledger. */
export function createLedger(): Ledger {
  const keyed = new Set<string>();
  const told = new Map<string, { version: number; final: string | undefined }>();
  const contradictions: string[] = [];
  const unexpected: string[] = [];
  const counts = {
    requests: 0,
    broken: 0,
    repeated: 0,
    replays: 0,
    conflicts: 0,
    cancels: 0,
    lists: 0,
    unavailable: 0,
  };

  const known = (executionId: string): { version: number; final: string | undefined } =>
    told.get(executionId) ?? { version: 0, final: undefined };

  return {
    keyed,
    get told() {
      return new Set(told.keys());
    },
    contradictions,
    unexpected,
    counts,
    noteKeyed: (request) => void keyed.add(request),
    note(count) {
      counts[count] += 1;
    },
    noteUnexpected: (answer) => void unexpected.push(answer),
    noteTold: (executionId) => void told.set(executionId, known(executionId)),
    expectation(executionId) {
      const before = known(executionId);
      return {
        check({ execution_id, version, status }) {
          if (version < before.version) contradictions.push(`${execution_id} went back to version ${version}`);
          if (before.final !== undefined && status !== before.final) {
            contradictions.push(`${execution_id} was ${before.final}, and then ${status}`);
          }
          const now = known(execution_id);
          if (version > now.version) told.set(execution_id, { version, final: isFinal(status) ? status : undefined });
        },
      };
    },
  };
}
