import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { devNull } from 'node:os';
import { fileURLToPath } from 'node:url';

/** What can be measured: each a program in this folder. */
export type ServerKind = 'bare-hono' | 'sdk-mcp' | 'sluice';

/** What a server's process has used. */
export interface Usage {
  /** Processor time of the process, all threads, in microseconds. */
  readonly cpuMicros: number;
  readonly rssBytes: number;
}

/** A server in a process of its own. */
export interface MeasuredServer {
  readonly url: string;
  /** An execution that it has, where it has executions. */
  readonly executionId: string;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

/** What a server's program says when it listens. */
export interface Listening {
  readonly url: string;
  readonly executionId: string;
}

/**
 * The heap of a small container, and one thread for collecting garbage: on two cores, its helpers would take
 * the processor from the load, and be counted.
 */
const NODE_OPTIONS = ['--max-heap-size=256', '--max-semi-space-size=32', '--single-threaded-gc'];

/** Starts a server. */
export async function startServer(kind: ServerKind): Promise<MeasuredServer> {
  const program = fileURLToPath(new URL(`./${kind}.ts`, import.meta.url));
  const log = openSync(devNull, 'w');
  const child = fork(program, {
    stdio: ['ignore', log, 'inherit', 'ipc'],
    execArgv: NODE_OPTIONS,
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const { url, executionId } = (await answerOf(child)) as Listening;
  return {
    url,
    executionId,
    async usage() {
      child.send('usage');
      return (await answerOf(child)) as Usage;
    },
    async stop() {
      const ended = once(child, 'exit');
      child.send('stop');
      await ended;
    },
  };
}

/** The other side: tells the parent where the program listens, and what it has used. */
export function listening(place: Listening, stop: () => Promise<void>): void {
  process.send?.(place);
  process.on('message', async (message) => {
    if (message === 'usage') {
      const { user, system } = process.cpuUsage();
      process.send?.({ cpuMicros: user + system, rssBytes: process.memoryUsage.rss() } satisfies Usage);
      return;
    }
    await stop();
    process.disconnect();
  });
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const answered = new AbortController();
  const { signal } = answered;
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error('A server of the benchmark has ended by itself; what it said is above.');
  });
  try {
    const [message] = await Promise.race([once(child, 'message', { signal }), ended]);
    return message;
  } finally {
    ended.catch(() => {});
    answered.abort();
  }
}
