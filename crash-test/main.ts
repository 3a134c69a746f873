import { parseArgs } from 'node:util';
import { runCrashTest } from './crash-test.ts';
import { formatReport } from './report.ts';
import type { StoreName } from './world/store.ts';

const PROGRESS_EVERY = 50;

const USAGE = `Kills \`sluice serve\` with SIGKILL while clients use it, and then compares what servers, CI systems and clients say.

  npm run crash-test -- [--kills <number>] [--seed <number>] [--store sqlite|dynamodb]

  --kills   how many servers are killed, at the least (default: 200)
  --seed    chooses where and when (default: one at random); other things being as they are, not every run is the same
  --store   where the servers keep their executions (default: first one, then the other)
`;

interface Wishes {
  readonly stores: readonly StoreName[];
  readonly kills: number;
  readonly seed: number;
}

const wishes = readWishes();
if (wishes !== undefined) await runAll(wishes);

/** Reads the command line; undefined when there is nothing to do but to explain it. */
function readWishes(): Wishes | undefined {
  try {
    const { values } = parseArgs({
      options: {
        kills: { type: 'string', default: '200' },
        seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
        store: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (!values.help) {
      const [kills, seed] = [wholeNumber('kills', values.kills), wholeNumber('seed', values.seed)];
      return { stores: storesOf(values.store), kills, seed };
    }
    process.stdout.write(USAGE);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
  }
  return undefined;
}

async function runAll({ stores, kills, seed }: Wishes): Promise<void> {
  for (const store of stores) {
    process.stderr.write(`Killing ${kills} servers on ${store}, seed ${seed} …\n`);
    const report = await runCrashTest({ store, kills, seed, withReaders: false, onKill: showProgress });
    process.stdout.write(formatReport(report));
    if (report.violations.length > 0) process.exitCode = 1;
  }
}

function showProgress(total: number): void {
  if (total % PROGRESS_EVERY === 0) process.stderr.write(`  ${total} kills\n`);
}

function storesOf(text: string | undefined): readonly StoreName[] {
  if (text === undefined) return ['sqlite', 'dynamodb'];
  if (text === 'sqlite' || text === 'dynamodb') return [text];
  throw new Error(`--store is sqlite or dynamodb, not "${text}".`);
}

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`--${name} is a whole number, not "${text}".`);
}
