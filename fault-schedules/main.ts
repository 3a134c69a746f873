import { type Command, readCommandLine, USAGE } from './command-line.ts';
import { formatTrial } from './report.ts';
import { runSchedule } from './run-schedule.ts';
import { trySchedules } from './try-schedules.ts';

const PROGRESS_EVERY = 1000;

/** Does what the command line says; returns the exit code: 1 where a law was violated. */
async function run(command: Command): Promise<number> {
  switch (command.kind) {
    case 'help':
      process.stdout.write(USAGE);
      return 0;
    case 'replay':
      return replay(command);
    case 'try':
      return tryAll(command);
  }
}

async function tryAll({ systems, runs, seed }: Command & { kind: 'try' }): Promise<number> {
  let exitCode = 0;
  for (const system of systems) {
    process.stderr.write(`Trying ${system} ${runs} times, seed ${seed} …\n`);
    const begun = performance.now();
    const trial = await trySchedules({ system, runs, seed, onRun: showProgress });
    process.stdout.write(formatTrial(trial, (performance.now() - begun) / 1000));
    if (trial.violation !== undefined) exitCode = 1;
  }
  return exitCode;
}

async function replay({ system, schedule }: Command & { kind: 'replay' }): Promise<number> {
  try {
    const { verdict } = await runSchedule({ system, schedule, onLine: (line) => process.stdout.write(`${line}\n`) });
    process.stdout.write(`\nIt ended as ${verdict}, and no law was violated.\n`);
    return 0;
  } catch (error) {
    process.stdout.write(`\n${String(error)}\n`);
    return 1;
  }
}

function showProgress(total: number): void {
  if (total % PROGRESS_EVERY === 0) process.stderr.write(`  ${total}\n`);
}

try {
  process.exitCode = await run(readCommandLine(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 2;
}
