import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const SLUICE = join(ROOT, 'packages/cli/bin/sluice.js');
const END_WITH_PARENT = new URL('./end-with-parent.ts', import.meta.url).href;

/** A `sluice serve` of its own. */
export interface ServerProcess {
  /** Resolves with its address when it listens; with undefined when it ended before. */
  readonly listening: Promise<string | undefined>;
  /** Resolves when it is gone, with how it went: an exit code, or the signal that killed it. */
  readonly gone: Promise<string>;
  isGone(): boolean;
  /** Sends SIGKILL, and resolves when it is gone. */
  kill(): Promise<void>;
}

/** How to start a server. */
export interface ServerProcessOptions {
  /** What follows `sluice serve`. */
  readonly args: readonly string[];
  /** All that it has in its environment. */
  readonly environmentVariables: Readonly<Record<string, string>>;
  /** Where its log goes. */
  readonly logFile: string;
}

/** Starts the built command as it is, and nothing else: only by SIGKILL will it end. */
export function startServerProcess({ args, environmentVariables, logFile }: ServerProcessOptions): ServerProcess {
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, ['--import', END_WITH_PARENT, SLUICE, 'serve', ...args], {
    env: { ...environmentVariables },
    stdio: ['pipe', 'pipe', log],
  });
  closeSync(log);
  let isGone = false;
  const gone = once(child, 'exit').then(() => {
    isGone = true;
    return child.signalCode ?? `exit code ${child.exitCode}`;
  });
  return {
    listening: Promise.race([addressOf(child), gone.then(() => undefined)]),
    gone,
    isGone: () => isGone,
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Reads on after that, so that the server is never kept from printing. */
function addressOf({ stdout }: ChildProcess): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let text = '';
  stdout?.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
    const [, address] = /Sluice listens on (http:\S+)\n/.exec(text) ?? [];
    if (address !== undefined) resolve(address);
  });
  return promise;
}
