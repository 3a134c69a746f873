import type { AgentOutcome, LocalEvent, RunProgress } from '../runtime/local-event.ts';

/** Tells somebody, or some program, what happens. */
export interface Reporter {
  boot(boot: Boot): void;
  event(event: LocalEvent): void;
  answer(answer: ConsoleAnswer): void;
  /** It was stopped before there was an answer. */
  interrupted(interruption: Interruption): void;
  ready(ready: Ready): void;
  /** Ends what goes on by itself, such as a line that moves. */
  close(): void;
}

export interface Boot {
  readonly parts: readonly BootedPart[];
  readonly durationMs: number;
  /** What was not as asked for, such as a port that is taken. */
  readonly notes: readonly string[];
}

interface BootedPart {
  readonly part: string;
  readonly url: string;
  readonly about: string;
}

export interface ConsoleAnswer {
  readonly message: string;
  readonly answer: string;
  /** Whether what was asked for was done. */
  readonly succeeded: boolean;
  readonly outcome: AgentOutcome;
  readonly sessionId?: string | undefined;
  readonly durationMs: number;
}

export interface Interruption {
  readonly message: string;
  /** What was executed until then, as far as it was seen. */
  readonly runs: readonly RunProgress[];
  readonly durationMs: number;
}

/** Where to look next. */
export interface Ready {
  readonly chatUrl: string;
  /** The run in the CI system. */
  readonly runUrl?: string | undefined;
  readonly curl: string;
}
