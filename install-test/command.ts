import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

/** Where a program runs: a folder, and what it knows of the world. */
export interface Place {
  readonly folder: string;
  /** All of its environment variables. */
  readonly variables: Readonly<Record<string, string>>;
}

/** A command that has failed, with all that it printed. */
class CommandFailedError extends Error {
  override readonly name = 'CommandFailedError';

  constructor(command: readonly string[], { folder }: Place, how: string, output: string) {
    super(`${command.join(' ')}\n  in ${folder}\n  ${how}\n\n${output.trimEnd()}`);
  }
}

/** How long a command may take, in milliseconds. */
const LIMIT_MS = 300_000;

interface Started {
  readonly child: ChildProcess;
  /** What it has printed. */
  readonly printed: { stdout: string; all: string };
  /** The exit code, or the signal that ended it; rejects when there is no such program. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

const running = new Set<ChildProcess>();

/** How a command has to end. */
interface Expectation {
  /** @defaultValue 0 */
  readonly exitCode?: number | undefined;
  /** What it must not print, to standard output or standard error. @defaultValue it may print anything */
  readonly never?: RegExp | undefined;
}

/**
 * Runs a command to its end, and returns what it wrote to standard output.
 *
 * @throws CommandFailedError when it ends otherwise than expected
 */
export async function run(
  place: Place,
  command: readonly string[],
  { exitCode = 0, never }: Expectation = {},
): Promise<string> {
  const { child, printed, ended } = start(place, command);
  let isLate = false;
  const limit = setTimeout(() => {
    isLate = true;
    kill(child, 'SIGKILL');
  }, LIMIT_MS);
  const result = await ended.finally(() => clearTimeout(limit));
  // Nothing that it left behind outlives it.
  kill(child, 'SIGKILL');
  if (isLate) throw new CommandFailedError(command, place, `had not ended after ${LIMIT_MS / 1000} s`, printed.all);
  if (result !== exitCode) throw new CommandFailedError(command, place, `ended with ${result}`, printed.all);
  if (never?.test(printed.all)) throw new CommandFailedError(command, place, `printed ${never}`, printed.all);
  return printed.stdout;
}

/** A program that goes on until it is stopped. */
export interface Running {
  /** What it has written to standard output. */
  stdout(): string;
  /** @throws CommandFailedError when it ends otherwise than in good order */
  stop(): Promise<void>;
}

/**
 * Starts a program, and waits until its standard output matches.
 *
 * @throws CommandFailedError when it ends before that, or says nothing of the kind for a minute
 */
export async function startUntil(place: Place, command: readonly string[], pattern: RegExp): Promise<Running> {
  const { child, printed, ended } = start(place, command);
  const said = new Promise<'said'>((resolve) => {
    child.stdout?.on('data', () => pattern.test(printed.stdout) && resolve('said'));
  });
  const silent = new AbortController();
  const result = await Promise.race([said, ended, elapsed(60_000, silent.signal)]).finally(() => silent.abort());
  if (result !== 'said') {
    kill(child, 'SIGKILL');
    const how = result === undefined ? 'did not say that it is ready' : `ended with ${result}`;
    throw new CommandFailedError(command, place, how, printed.all);
  }
  return {
    stdout: () => printed.stdout,
    async stop() {
      kill(child, 'SIGTERM');
      const giveUp = new AbortController();
      const code = await Promise.race([ended, elapsed(15_000, giveUp.signal)]).finally(() => giveUp.abort());
      kill(child, 'SIGKILL');
      // npx ends with the signal itself, after its child has ended in good order.
      if (code === 0 || code === 'SIGTERM' || code === 143) return;
      const how = code === undefined ? 'did not stop on SIGTERM' : `ended with ${code} on SIGTERM`;
      throw new CommandFailedError(command, place, how, printed.all);
    },
  };
}

/** Ends whatever still runs. */
export function killAll(): void {
  for (const child of running) kill(child, 'SIGKILL');
}

/** A group of its own, so that what npm starts ends with it. */
function start({ folder, variables }: Place, [program = '', ...args]: readonly string[]): Started {
  const child = spawn(program, args, {
    cwd: folder,
    env: variables,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const printed = { stdout: '', all: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed.stdout += text;
    printed.all += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed.all += text;
  });
  const ended = once(child, 'close').then(([code, signal]) => {
    running.delete(child);
    return code ?? signal;
  });
  return { child, printed, ended };
}

function kill({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended.
  }
}

/** Returns undefined when the time is over, or as soon as nobody waits any more. */
function elapsed(milliseconds: number, signal: AbortSignal): Promise<undefined> {
  return wait(milliseconds, undefined, { signal }).catch(() => undefined);
}
