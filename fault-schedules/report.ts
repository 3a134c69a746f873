import { replayText } from './command-line.ts';
import type { Trial } from './try-schedules.ts';

/** Says what came of a trial. */
export function formatTrial(trial: Trial, seconds: number): string {
  const { system, seed, runs, requests, kills, verdicts, faults, violation } = trial;
  const struck = [...faults.values()].reduce((sum, count) => sum + count, 0);
  const lines = [
    `${system}: ${runs} executions, ${requests} requests, ${kills} processes killed, ${struck} faults, ` +
      `${violation === undefined ? 'no violation' : 'A VIOLATION'}; seed ${seed}, ${seconds.toFixed(0)} s`,
    `  faults  ${formatCounts(faults)}`,
    `  ended   ${formatCounts(verdicts)}`,
  ];
  if (violation !== undefined) {
    lines.push(
      '',
      violation.words,
      'The least that has to happen for it:',
      JSON.stringify(violation.schedule, undefined, 2),
      `Replay it: npm run fault-schedules -- --replay '${replayText(system, violation.schedule)}'`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function formatCounts(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .toSorted(([, one], [, other]) => other - one)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
