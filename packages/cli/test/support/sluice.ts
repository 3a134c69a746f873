import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
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
  /** The same for standard error, where the log goes. */
  untilLogged(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  /** Writes to standard input; undefined ends it. */
  write(text: string | undefined): void;
  readonly finished: Promise<Finished>;
}

export function fixture(name: string): string {
  return join(import.meta.dirname, '../fixtures', name);
}

/** Starts the built command as a process of its own, with nothing in its environment but what is given. */
export function startSluice(args: readonly string[], environmentVariables: Record<string, string> = {}): Sluice {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: environmentVariables,
    stdio: ['pipe', 'pipe', 'pipe'],
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
    write(text) {
      if (text === undefined) child.stdin.end();
      else child.stdin.write(text);
    },
    untilPrinted: (pattern) => untilMatched(child.stdout, () => stdout, pattern),
    untilLogged: (pattern) => untilMatched(child.stderr, () => stderr, pattern),
  };

  function untilMatched(stream: Readable, text: () => string, pattern: RegExp): Promise<RegExpExecArray> {
    const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
    const look = (): void => {
      const match = pattern.exec(text());
      if (match !== null) resolve(match);
    };
    stream.on('data', look);
    void finished.then(() => reject(new Error(`it ended without printing ${pattern}: ${stdout}${stderr}`)));
    look();
    return promise;
  }
}

/** Runs the built command to its end. */
export function runSluice(args: readonly string[], environmentVariables?: Record<string, string>): Promise<Finished> {
  return startSluice(args, environmentVariables).finished;
}
