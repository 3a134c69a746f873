import type { Execution, ExecutionStore } from '@sluice/core';
import type { GitLab } from './gitlab.ts';

/** How many of what. */
export interface Amounts {
  readonly executions: number;
  /** Those whose start had no answer, although their pipeline runs. */
  readonly unknown: number;
}

const BATCH = 500;

/** Starts the pipelines, lets them begin, and writes the record of each as the server would have it. */
export async function createProjects(
  store: ExecutionStore,
  gitLab: GitLab,
  { executions, unknown }: Amounts,
): Promise<void> {
  const pipelines: number[] = [];
  for (let first = 0; first < executions; first += BATCH) {
    const ids = Array.from({ length: Math.min(BATCH, executions - first) }, (_, index) => idOf(first + index));
    pipelines.push(...(await gitLab.start(ids)));
  }
  const createdAt = gitLab.clock.now();
  await gitLab.clock.advance(10_000);
  for (const [index, pipeline] of pipelines.entries()) {
    const execution = executionOf(index, { pipeline, createdAt, project: index % gitLab.projects });
    await store.create(index < unknown ? withoutAnswer(execution) : execution, []);
  }
}

interface Place {
  readonly pipeline: number;
  readonly project: number;
  readonly createdAt: number;
}

function executionOf(index: number, { pipeline, project, createdAt }: Place): Execution {
  const path = `team/project-${project}`;
  return {
    executionId: idOf(index),
    version: 2,
    pipelineType: 'deploy',
    environment: index % 2 === 0 ? 'dev' : 'prod',
    tenantId: `tenant-${index}`,
    parameters: { region: 'eu-west-1', image: `registry.example.com/app:${index}`, replicas: 2 },
    status: 'running',
    requestedBy: 'alice',
    sessionId: `session-${index}`,
    requestDigest: '4f'.repeat(32),
    createdAt,
    updatedAt: createdAt,
    lastChange: { type: 'execution.running', actor: 'sluice', cause: 'answered by the CI system' },
    executor: 'gitlab',
    target: { project: path, ref: 'main', variablesAs: 'variables' },
    run: {
      id: String(pipeline),
      url: `https://gitlab.example.com/${path}/-/pipelines/${pipeline}`,
      rawStatus: 'running',
      stages: [
        { name: 'deploy', status: 'running' },
        { name: 'verify', status: 'pending' },
      ],
    },
  };
}

function withoutAnswer({ run: _, ...execution }: Execution): Execution {
  return {
    ...execution,
    status: 'unknown',
    unknownSince: execution.createdAt,
    lastChange: { type: 'execution.unknown', actor: 'sluice' },
  };
}

function idOf(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}
