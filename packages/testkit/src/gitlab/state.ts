import type { GitLabToken } from './access.ts';
import { createFaultQueue, type FaultQueue, type GitLabRoute } from './faults.ts';
import type { NextId, Pipeline } from './pipeline.ts';
import type { Project } from './project.ts';

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
  readonly projects: Project[];
  readonly pipelines: Pipeline[];
  readonly requests: GitLabRequest[];
  readonly faults: FaultQueue;
  readonly nextPipelineId: NextId;
  readonly nextJobId: NextId;
}

/** Makes a GitLab without projects. */
export function createState(options: Pick<SimulatorState, 'now' | 'speed' | 'tokens'>): SimulatorState {
  return {
    ...options,
    projects: [],
    pipelines: [],
    requests: [],
    faults: createFaultQueue(),
    nextPipelineId: countFrom(1001),
    nextJobId: countFrom(5001),
  };
}

function countFrom(first: number): NextId {
  let next = first;
  return () => next++;
}
