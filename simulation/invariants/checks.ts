import type { Claim, Execution, ExecutionEvent } from '@sluice/core';
import type { CiRun } from '../ci/ci-run.ts';
import { type AnswerRules, createAnswerRules, type SentRequest } from './answer-rules.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { checkCreated, checkUpdated } from './record-rules.ts';
import { checkRun, checkStart } from './run-rules.ts';
import { checkTruth } from './truth-rules.ts';
import { type Violation, violates } from './violation.ts';

/** Watches a world, and holds what happens in it against the rules. */
export interface Checks {
  readonly ledger: Ledger;
  /** The first rule that was broken. */
  readonly violation: () => Violation | undefined;
  recordIsCreated(execution: Execution, claims: readonly Claim[]): void;
  recordIsUpdated(execution: Execution): void;
  startIsSent(executionId: string, by: string): void;
  runIsMade(run: CiRun): void;
  eventIsPublished(event: ExecutionEvent): void;
  /** The CI system would not say whether an execution has a run. */
  excuse(executionId: string): void;
  requestIsSent(request: SentRequest): void;
  requestIsAnswered(request: SentRequest, execution: Execution): void;
  requestIsRefused(request: SentRequest, error: unknown): void;
  /** Notes a violation that was found elsewhere. */
  report(violation: Violation | undefined): void;
}

export function createChecks(): Checks {
  const ledger = createLedger();
  const answers: AnswerRules = createAnswerRules(ledger);
  const published = new Set<string>();
  let first: Violation | undefined;

  function report(violation: Violation | undefined): void {
    first ??= violation;
  }

  return {
    ledger,
    violation: () => first,
    report,
    recordIsCreated(execution, claims) {
      const { executionId } = execution;
      ledger.claims.set(executionId, claims);
      report(checkCreated(ledger, execution));
      ledger.versions.set(executionId, [execution]);
      report(checkTruth(ledger, execution));
    },
    recordIsUpdated(execution) {
      const versions = ledger.versions.get(execution.executionId) ?? [];
      const before = versions.at(-1);
      if (before !== undefined) report(checkUpdated(ledger, before, execution));
      versions.push(execution);
      report(checkTruth(ledger, execution));
    },
    startIsSent(executionId, by) {
      ledger.starters.set(executionId, ledger.starters.get(executionId) ?? by);
      ledger.starts.set(executionId, (ledger.starts.get(executionId) ?? 0) + 1);
      report(checkStart(ledger, executionId));
    },
    runIsMade(run) {
      ledger.runs.push(run);
      report(checkRun(ledger, run));
    },
    eventIsPublished({ executionId, version, type }) {
      const name = `${executionId} v${version}`;
      const recorded = ledger.versions.get(executionId)?.[version - 1];
      if (recorded?.lastChange.type !== type || published.has(name)) {
        const fault = published.has(name) ? 'twice' : 'and is not recorded';
        report(violates('trail-is-complete', `${type} of ${name} is published ${fault}`));
      }
      published.add(name);
    },
    excuse: (executionId) => void ledger.excused.add(executionId),
    requestIsSent: answers.sent,
    requestIsAnswered: (request, execution) => report(answers.answered(request, execution)),
    requestIsRefused: (request, error) => report(answers.refused(request, error)),
  };
}
