/** What must hold in every world, whatever breaks. */
export const RULES = {
  'one-run-per-execution': 'an execution has at most one run',
  'one-run-per-key': 'an idempotency key, and a retry, make at most one run',
  'one-start-per-execution': 'the CI system is asked at most once to start an execution',
  'record-before-run': 'nothing is started that is not recorded',
  'nothing-before-approval': 'nothing is started that awaits approval, was denied or has expired',
  'one-per-claim': 'what one execution has claimed no other one has',
  'one-per-slot': 'of what may be unfinished once at a time, one is',
  'one-live-run-per-slot': 'of what may run once at a time, one runs',
  'record-tells-the-truth': 'a finished record says what became of the run, or that there is none',
  'finished-stays': 'a finished record does not change',
  'trail-is-complete': 'versions grow by one, and each has its event',
  'answers-are-true': 'a client is told what is recorded',
  'failures-are-declared': 'the service fails only in the ways that it says',
  'always-ends': 'an execution is finished in the end, or says what a person must do',
} as const;

export type Rule = keyof typeof RULES;

/** What broke a rule. */
export interface Violation {
  readonly rule: Rule;
  readonly message: string;
}

export function violates(rule: Rule, message: string): Violation {
  return { rule, message };
}
