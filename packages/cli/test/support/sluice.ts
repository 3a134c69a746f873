import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const MAIN = join(import.meta.dirname, '../../bin/sluice.js');

/** The config of the tests: one pipeline, `dns` in `dev`, on the GitLab in `GITLAB_URL`. */
export const CONFIG: string = fixture('sluice.config.ts');

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Sluice {
  /** Resolves with the match as soon as standard output has it; rejects when the command ends without it. */
  untilPrinted(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  readonly finished: Promise<Finished>;
}

export function fixture(name: string): string {
  return join(import.meta.dirname, '../fixtures', name);
}

/** Starts the built command as a process of its own, with nothing in its environment but what is given. */
export function startSluice(args: readonly string[], environmentVariables: Record<string, string> = {}): Sluice {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: environmentVariables,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const finished = once(child, 'close').then(([exitCode]): Finished => ({ exitCode, stdout, stderr }));
  return {
    finished,
    kill: (signal) => child.kill(signal),
    untilPrinted(pattern) {
      const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
      const look = (): void => {
        const match = pattern.exec(stdout);
        if (match !== null) resolve(match);
      };
      child.stdout.on('data', look);
      void finished.then(() => reject(new Error(`it ended without printing ${pattern}: ${stdout}${stderr}`)));
      look();
      return promise;
    },
  };
}

/** Runs the built command to its end. */
export function runSluice(args: readonly string[], environmentVariables?: Record<string, string>): Promise<Finished> {
  return startSluice(args, environmentVariables).finished;
}
