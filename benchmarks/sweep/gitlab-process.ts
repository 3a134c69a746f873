/*
 * The simulated GitLab, in a process of its own: its memory is not the server's. Told what to do over IPC.
 */
import { type GitLabScript, startGitLabSimulator } from '@sluice/testkit';
import type { Answer, Order } from './gitlab.ts';

/** Pipelines that run for an hour, and carry the name that makes them found with one request. */
function scriptOf(outcome: 'success' | 'failed'): GitLabScript {
  const steps = [{ command: './apply', durationMs: 60 * 60_000, log: ['Applying…'] }];
  return {
    name: '$SLUICE_EXECUTION_ID',
    stages: [
      { name: 'deploy', jobs: [{ name: 'apply', steps, outcome }] },
      { name: 'verify', jobs: [{ name: 'check', steps: [{ command: './check', durationMs: 1000 }] }] },
    ],
  };
}

let now = 0;
const projects: string[] = [];
const gitLab = await startGitLabSimulator({ clock: { now: () => now } });

process.on('message', (order: Order) => {
  const answer: Answer = { url: gitLab.url, pipelines: [], requests: 0 };
  switch (order.kind) {
    case 'begin':
      now = order.now;
      for (let index = 0; index < order.projects; index += 1) {
        const path = `team/project-${index}`;
        projects.push(path);
        gitLab.simulator.addProject({ path, script: scriptOf(index % 2 === 0 ? 'success' : 'failed') });
      }
      break;
    case 'start':
      answer.pipelines = order.executionIds.map((executionId, index) =>
        gitLab.simulator.startForeignPipeline({
          project: projects[index % projects.length] ?? '',
          ref: 'main',
          source: 'api',
          user: 'sluice',
          variables: { SLUICE_EXECUTION_ID: executionId },
        }),
      );
      break;
    case 'time':
      now = order.now;
      break;
    case 'count':
      answer.requests = gitLab.simulator.requests().length;
      break;
  }
  process.send?.(answer);
});
process.send?.({ url: gitLab.url, pipelines: [], requests: 0 } satisfies Answer);
