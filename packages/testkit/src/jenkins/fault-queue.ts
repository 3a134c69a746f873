import type { JenkinsFault, JenkinsRoute } from './faults.ts';

/** The faults that wait for a request, first come first served. */
export interface FaultQueue {
  add(fault: JenkinsFault): void;
  /** Takes the fault that strikes a request, if there is one. */
  take(route: JenkinsRoute): JenkinsFault | undefined;
  clear(): void;
}

/** Makes an empty queue. */
export function createFaultQueue(): FaultQueue {
  const waiting: { readonly fault: JenkinsFault; left: number }[] = [];
  return {
    add(fault) {
      waiting.push({ fault, left: fault.times ?? 1 });
    },
    take(route) {
      const entry = waiting.find(({ fault }) => strikes(fault, route));
      if (entry === undefined) return undefined;
      entry.left -= 1;
      if (entry.left <= 0) waiting.splice(waiting.indexOf(entry), 1);
      return entry.fault;
    },
    clear() {
      waiting.length = 0;
    },
  };
}

/** The calls that make sense of a fault; the other kinds can strike any. */
const ABOUT: Partial<Record<JenkinsFault['kind'], readonly JenkinsRoute[]>> = {
  coalesced: ['trigger-build'],
  refused: ['trigger-build'],
  'wrong-location': ['trigger-build'],
  'late-visibility': ['trigger-build'],
  'queue-item-gone': ['get-queue-item'],
  'log-roll-over': ['get-log'],
  'wfapi-missing': ['describe-run', 'list-inputs', 'answer-input'],
};

function strikes({ kind, route }: JenkinsFault, struck: JenkinsRoute): boolean {
  if (route !== undefined && route !== struck) return false;
  return ABOUT[kind]?.includes(struck) ?? true;
}
