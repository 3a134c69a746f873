import { createFaultQueue, type FaultQueue } from '../http/fault-queue.ts';
import type { GitLabToken } from './access.ts';
import type { GitLabFault, GitLabRoute } from './faults.ts';
import type { NextId, Pipeline } from './pipeline.ts';
import type { Project } from './project.ts';
import type { Allowance } from './rate-limit.ts';

/** A request that the simulated GitLab has had; its token is not kept. @public */
export interface GitLabRequest {
  readonly route: GitLabRoute;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** All that the simulator knows, shared by its parts. */
export interface SimulatorState {
  readonly now: () => number;
  readonly speed: number;
  readonly tokens: readonly GitLabToken[];
  /** Whether it is one of before GitLab 19.2. */
  readonly lacksTriggerJobs: boolean;
  readonly rateLimiter: (now: number) => Allowance;
  readonly projects: Project[];
  readonly pipelines: Pipeline[];
  readonly requests: GitLabRequest[];
  readonly faults: FaultQueue<GitLabFault, GitLabRoute>;
  readonly nextPipelineId: NextId;
  readonly nextJobId: NextId;
  /** Where it was reached last. */
  origin: string;
}

/** Makes a GitLab without projects. */
export function createState(
  options: Pick<SimulatorState, 'now' | 'speed' | 'tokens' | 'lacksTriggerJobs' | 'rateLimiter'>,
): SimulatorState {
  return {
    ...options,
    projects: [],
    pipelines: [],
    requests: [],
    faults: createFaultQueue(),
    nextPipelineId: countFrom(1001),
    nextJobId: countFrom(5001),
    origin: 'http://gitlab.example.com',
  };
}

function countFrom(first: number): NextId {
  let next = first;
  return () => next++;
}
