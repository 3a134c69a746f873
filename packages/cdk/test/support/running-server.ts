import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

/** A program that writes its log to standard output, a JSON object a line. */
export interface RunningServer {
  /** Waits for the line with this message. */
  line(message: string): Promise<Readonly<Record<string, unknown>>>;
  /** Waits for its end; returns its exit code. */
  readonly ended: Promise<number | null>;
  stop(): void;
}

/** Starts Node with these arguments, and nothing of this process's environment; it ends with the test. */
export function startProgram(argv: readonly string[], variables: Readonly<Record<string, string>>): RunningServer {
  const child = spawn(process.execPath, argv, { env: variables, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const lines: Readonly<Record<string, unknown>>[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (text) => {
    lines.push(JSON.parse(text));
    for (const look of waiting) look();
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    ended,
    stop: () => child.kill('SIGTERM'),
    async line(message) {
      const found = (): Readonly<Record<string, unknown>> | undefined =>
        lines.find((line) => line['message'] === message);
      while (found() === undefined) {
        await new Promise<void>((resolve, reject) => {
          waiting.add(resolve);
          void ended.then((code) => reject(new Error(`it ended with ${code}: ${JSON.stringify(lines)}`)));
        });
      }
      return found() ?? {};
    },
  };
}
