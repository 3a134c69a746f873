import { parseArgs } from 'node:util';
import { GUARD_NAMES, type GuardName } from './guards/disabled.ts';

export const USAGE = `npm run simulate -- [--runs N] [--seed S] [--disable GUARD]   runs the seeds S to S+N-1
npm run simulate -- --trace SEED [--disable GUARD]            replays one, and prints every step

  --runs N         how many worlds to simulate (default 1000)
  --seed S         the seed of the first one (default 1)
  --disable GUARD  take a guard away, to see that the simulation finds out:
                   ${GUARD_NAMES.join(', ')}`;

/** What is asked for on the command line. */
export type Command = { readonly guard: GuardName | undefined } & (
  | { readonly kind: 'run'; readonly firstSeed: number; readonly runs: number }
  | { readonly kind: 'trace'; readonly seed: number }
  | { readonly kind: 'help' }
);

/**
 * Reads the command line.
 *
 * @throws Error that says what is wrong with it
 */
export function readCommandLine(words: readonly string[]): Command {
  const { values } = parseArgs({
    args: [...words],
    options: {
      runs: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      disable: { type: 'string' },
      trace: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const guard = readGuard(values.disable);
  if (values.help) return { kind: 'help', guard };
  if (values.trace !== undefined) return { kind: 'trace', guard, seed: readNumber('trace', values.trace) };
  const [firstSeed, runs] = [readNumber('seed', values.seed), readNumber('runs', values.runs)];
  return { kind: 'run', guard, firstSeed, runs };
}

function readGuard(name: string | undefined): GuardName | undefined {
  const guard = GUARD_NAMES.find((known) => known === name);
  if (guard !== undefined || name === undefined) return guard;
  throw new Error(`--disable ${name}: there is no such guard. There are: ${GUARD_NAMES.join(', ')}.`);
}

function readNumber(option: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`--${option} ${text}: must be a whole number, 0 or more.`);
}
