import { type Command, readCommandLine, USAGE } from './command-line.ts';
import { GUARDS } from './guards/disabled.ts';
import { reportMinimal, reportRuns } from './report.ts';
import { shrink } from './shrink.ts';
import { simulate } from './simulate.ts';
import { runAll } from './threads/run-all.ts';

/** Does what the command line says; returns the exit code: 1 where a rule was broken. */
async function run(command: Command): Promise<number> {
  switch (command.kind) {
    case 'help':
      console.log(USAGE);
      return 0;
    case 'trace':
      return trace(command);
    case 'run':
      return runMany(command);
  }
}

async function runMany({ firstSeed, runs, guard }: Command & { kind: 'run' }): Promise<number> {
  const begun = performance.now();
  const result = await runAll({ firstSeed, runs, guard });
  console.log(reportRuns(result, (performance.now() - begun) / 1000));
  const [broken] = result.broken;
  if (broken === undefined) return 0;
  console.log('');
  await showMinimal(broken.seed, guard);
  console.log(
    `\nReplay it: npm run simulate -- --trace ${broken.seed}${guard === undefined ? '' : ` --disable ${guard}`}`,
  );
  return 1;
}

async function trace({ seed, guard }: Command & { kind: 'trace' }): Promise<number> {
  const result = await simulate({ seed, disabled: guard === undefined ? undefined : GUARDS[guard], trace: true });
  for (const line of result.trace) console.log(line);
  if (result.violation === undefined) {
    console.log(`\nSeed ${seed} breaks no rule.`);
    return 0;
  }
  console.log('');
  await showMinimal(seed, guard);
  return 1;
}

async function showMinimal(seed: number, guard: Command['guard']): Promise<void> {
  const options = { seed, disabled: guard === undefined ? undefined : GUARDS[guard] };
  const { violation, decisions } = await simulate(options);
  if (violation === undefined) throw new Error(`Seed ${seed} broke a rule before, and does not now.`);
  const minimal = await shrink(options, violation.rule, decisions);
  console.log(reportMinimal(seed, minimal.result.violation ?? violation, minimal));
}

try {
  process.exitCode = await run(readCommandLine(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(`\n${USAGE}`);
  process.exitCode = 2;
}
