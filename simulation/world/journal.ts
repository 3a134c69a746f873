import type { Timeline } from './timeline.ts';

/** What happened, step by step, for an engineer to read; and how often which fault was injected. */
export interface Journal {
  /** Writes a line, when somebody wants to read it. */
  note(line: () => string): void;
  /** Counts a fault. */
  count(fault: string): void;
  /** Counts what somebody asked for and was told. */
  countAnswer(answer: string): void;
  readonly lines: readonly string[];
  readonly faults: ReadonlyMap<string, number>;
  readonly answers: ReadonlyMap<string, number>;
}

export function createJournal(timeline: Timeline, isRead: boolean): Journal {
  const lines: string[] = [];
  const faults = new Map<string, number>();
  const answers = new Map<string, number>();
  return {
    lines,
    faults,
    answers,
    note(line) {
      if (isRead) lines.push(`${(timeline.elapsed() / 1000).toFixed(3).padStart(9)} s  ${line()}`);
    },
    count: (fault) => countIn(faults, fault),
    countAnswer: (answer) => countIn(answers, answer),
  };
}

function countIn(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
