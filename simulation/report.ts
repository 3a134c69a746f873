import { RULES, type Violation } from './invariants/violation.ts';
import type { MinimalRun } from './shrink.ts';
import type { BatchResult } from './threads/batch.ts';

/** How many broken seeds are named. */
const NAMED = 10;

/** Says how many runs went how, for who started them. */
export function reportRuns({ runs, steps, faults, answers, endings, broken }: BatchResult, seconds: number): string {
  const executions = total(endings);
  return [
    `${count(runs)} runs with ${count(executions)} executions in ${count(steps)} steps, ${seconds.toFixed(1)} s`,
    '',
    `${count(total(faults))} faults were injected:`,
    ...table(faults),
    '',
    'Servers were asked, and answered so:',
    ...table(answers),
    '',
    'The executions ended so:',
    ...table(endings),
    '',
    `${broken.length === 0 ? 'No rule was' : 'Rules were'} broken${broken.length === 0 ? '.' : ` in ${count(broken.length)} runs:`}`,
    ...broken.slice(0, NAMED).map(({ seed, rule, message }) => `  seed ${seed}: ${rule}: ${message}`),
    ...(broken.length > NAMED ? [`  … and ${count(broken.length - NAMED)} more`] : []),
  ].join('\n');
}

/** Tells the least that leads to a violation, step by step. */
export function reportMinimal(seed: number, { rule, message }: Violation, minimal: MinimalRun): string {
  return [
    `Seed ${seed} breaks the rule that ${RULES[rule]}: ${message}`,
    '',
    'The least that must happen for that:',
    ...minimal.decisions.map((decision) => `  - ${decision}`),
    '',
    'What happens then:',
    ...minimal.result.trace,
  ].join('\n');
}

function table(counts: ReadonlyMap<string, number>): readonly string[] {
  const rows = [...counts].sort(([one], [other]) => one.localeCompare(other, 'en'));
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${count(value).padStart(10)}`);
}

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, value) => sum + value, 0);
}

function count(value: number): string {
  return value.toLocaleString('en');
}
