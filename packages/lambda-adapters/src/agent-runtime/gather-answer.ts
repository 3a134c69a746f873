import type { AgentProgress } from './agent-progress.ts';
import type { AgentInvocation, AgentOutcome } from './agent-runtime.ts';
import type { Citation } from './citation.ts';
import type { ReturnedControl } from './returned-control.ts';

/** An answer while it comes in. */
export interface GatheredAnswer {
  /** Appends a piece. */
  write(text: string): void;
  /** Puts all of the answer in the place of what was written so far. */
  rewrite(text: string): void;
  cite(citations: readonly Citation[]): void;
  returnControl(control: ReturnedControl): void;
  /** Tells whoever listens; what is thrown there ends nothing. */
  tell(progress: AgentProgress): void;
  /**
   * Returns how the invocation ended, once everything has come: without text and without a request for control, it failed.
   *
   * @throws the signal's reason when it was aborted, since the answer then ends where it should not
   */
  outcome(): AgentOutcome;
}

/** Starts to gather an answer. */
export function gatherAnswer({ signal, onProgress }: AgentInvocation): GatheredAnswer {
  const citations: Citation[] = [];
  let answer = '';
  let control: ReturnedControl | undefined;
  const tell = (progress: AgentProgress): void => {
    try {
      onProgress?.(progress);
    } catch {
      // Whoever listens must not end what is under way.
    }
  };
  const write = (text: string): void => {
    answer += text;
    if (text !== '') tell({ type: 'text', text });
  };
  return {
    tell,
    write,
    rewrite(text) {
      // What was told piece by piece can't be taken back, and is mostly the same.
      if (answer === '') write(text);
      answer = text;
    },
    cite: (more) => citations.push(...more),
    returnControl(returned) {
      control = returned;
    },
    outcome() {
      signal.throwIfAborted();
      if (control !== undefined) return { outcome: 'control_returned', answer, control };
      if (answer.trim() !== '') return { outcome: 'answered', answer, citations };
      return { outcome: 'failed', mayHaveBegun: true, reason: { name: 'EmptyAnswer' } };
    },
  };
}
