import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Clock } from '@sluice/core';
import { systemClock } from '@sluice/mcp-server';

/** What the simulated GitLab is told. */
export type Order =
  | { readonly kind: 'begin'; readonly now: number; readonly projects: number }
  | { readonly kind: 'start'; readonly executionIds: readonly string[] }
  | { readonly kind: 'time'; readonly now: number }
  | { readonly kind: 'count' };

/** What it answers. */
export interface Answer {
  url: string;
  pipelines: readonly number[];
  requests: number;
}

/** A simulated GitLab whose projects are `team/project-0` and so on, and the time that it and the server share. */
export interface GitLab {
  readonly url: string;
  readonly clock: SharedClock;
  readonly projects: number;
  /** Starts a pipeline for each execution, in the projects by turns, and returns their ids. */
  start(executionIds: readonly string[]): Promise<readonly number[]>;
  /** How many API requests it has had. */
  requests(): Promise<number>;
  stop(): void;
}

/** A clock that stands until it is moved; what waits, such as a time limit, waits in real time. */
export interface SharedClock extends Clock {
  advance(milliseconds: number): Promise<void>;
}

const START = Date.UTC(2026, 0, 1);

/** Starts the simulated GitLab in a process of its own. */
export async function startGitLab(projects: number): Promise<GitLab> {
  const child = fork(new URL('./gitlab-process.ts', import.meta.url));
  const { url } = await nextAnswer(child);
  let now = START;
  const tell = async (order: Order): Promise<Answer> => {
    const answer = nextAnswer(child);
    child.send(order);
    return answer;
  };
  await tell({ kind: 'begin', now, projects });
  return {
    url,
    projects,
    clock: {
      now: () => now,
      sleep: systemClock.sleep,
      async advance(milliseconds) {
        now += milliseconds;
        await tell({ kind: 'time', now });
      },
    },
    start: async (executionIds) => (await tell({ kind: 'start', executionIds })).pipelines,
    requests: async () => (await tell({ kind: 'count' })).requests,
    stop: () => void child.kill(),
  };
}

async function nextAnswer(child: ChildProcess): Promise<Answer> {
  const [answer] = await once(child, 'message');
  return answer as Answer;
}
