import { parseArgs } from 'node:util';
import { type Schedule, SYSTEM_NAMES, type SystemName } from './schedule.ts';

/** What is to be done. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'try'; readonly systems: readonly SystemName[]; readonly runs: number; readonly seed: number }
  | { readonly kind: 'replay'; readonly system: SystemName; readonly schedule: Schedule };

export const USAGE = `Tries the executors for GitLab and Jenkins on random schedules of faults: one execution after the other is started, looked
for, followed and cancelled, while requests and answers get lost, come late or make no sense, CI systems restart, others start
runs beside it, and the process that does it is killed.

  npm run fault-schedules -- [--runs <number>] [--seed <number>] [--executor gitlab|jenkins]
  npm run fault-schedules -- --replay <what was printed>

  --runs      how many for each executor; for GitLab with variables and with inputs (default: 10000)
  --seed      chooses the schedules (default: one at random)
  --executor  tries only that one
  --replay    tries one schedule again, and shows each request
`;

/**
 * Reads the command line.
 *
 * @throws Error that says what is wrong with it
 */
export function readCommandLine(args: readonly string[]): Command {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string', default: '10000' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
      executor: { type: 'string' },
      replay: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return { kind: 'help' };
  if (values.replay !== undefined) return { kind: 'replay', ...replayOf(values.replay) };
  const [runs, seed] = [wholeNumber('runs', values.runs), wholeNumber('seed', values.seed)];
  return { kind: 'try', systems: systemsOf(values.executor), runs, seed };
}

/** What `readCommandLine` takes for `--replay`. */
export function replayText(system: SystemName, schedule: Schedule): string {
  return JSON.stringify({ system, schedule });
}

function replayOf(text: string): { readonly system: SystemName; readonly schedule: Schedule } {
  const { system, schedule } = JSON.parse(text);
  if (!SYSTEM_NAMES.includes(system)) throw new Error('--replay takes what was printed when a law was violated.');
  return { system, schedule };
}

function systemsOf(executor: string | undefined): readonly SystemName[] {
  const systems = SYSTEM_NAMES.filter((name) => executor === undefined || name.split('-')[0] === executor);
  if (systems.length > 0) return systems;
  throw new Error(`--executor is gitlab or jenkins, not "${executor}".`);
}

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`--${name} is a whole number, not "${text}".`);
}
