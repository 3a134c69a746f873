import { createFaultQueue, type FaultQueue } from '../http/fault-queue.ts';
import type { JenkinsUser } from './access.ts';
import { type Crumbs, createCrumbs } from './crumbs.ts';
import { type JenkinsFault, type JenkinsRoute, makesSense } from './faults.ts';
import type { Job } from './job.ts';
import type { Outage } from './outage.ts';
import type { QueueItem } from './queue-item.ts';

/** A request that the simulated Jenkins has had; its credentials and crumb are not kept. @public */
export interface JenkinsRequest {
  readonly route: JenkinsRoute;
  readonly method: string;
  /** Below the context path. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Something that happens by itself later on. */
export interface LateEvent {
  readonly at: number;
  happen(): void;
}

/** All that the simulator knows, shared by its parts. */
export interface SimulatorState {
  readonly now: () => number;
  readonly speed: number;
  readonly users: readonly JenkinsUser[];
  /** Such as `/jenkins`, or empty. */
  readonly contextPath: string;
  /** What Jenkins takes for its address, without a slash at the end; undefined: where it is asked. */
  readonly rootUrl: string | undefined;
  /** Whether POSTs with a password need a crumb. */
  readonly useCrumbs: boolean;
  /** Whether the pipeline REST API is installed. */
  readonly hasStageView: boolean;
  readonly jobs: Job[];
  readonly items: QueueItem[];
  readonly outages: Outage[];
  readonly late: LateEvent[];
  readonly requests: JenkinsRequest[];
  readonly faults: FaultQueue<JenkinsFault, JenkinsRoute>;
  readonly crumbs: Crumbs;
  nextQueueId: number;
}

/** Makes a Jenkins without jobs. */
export function createState(
  options: Pick<SimulatorState, 'now' | 'speed' | 'users' | 'contextPath' | 'rootUrl' | 'useCrumbs' | 'hasStageView'>,
): SimulatorState {
  return {
    ...options,
    jobs: [],
    items: [],
    outages: [],
    late: [],
    requests: [],
    faults: createFaultQueue(makesSense),
    crumbs: createCrumbs(),
    nextQueueId: 1,
  };
}

/** Lets happen what was to happen until now. To be called before anything looks at the state or changes it. */
export function settle(state: SimulatorState): void {
  for (;;) {
    const [next] = state.late.filter(({ at }) => at <= state.now()).toSorted((a, b) => a.at - b.at);
    if (next === undefined) return;
    state.late.splice(state.late.indexOf(next), 1);
    next.happen();
  }
}
