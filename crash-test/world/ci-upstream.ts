import type { Moment } from '../kills/moment.ts';
import { type CiRun, runOf } from './ci-system.ts';
import type { Upstream } from './gate.ts';
import { createStartLog, type StartLog } from './start-log.ts';

/** What is particular to one CI system. */
export interface CiTraits {
  /** Lets the simulator answer. */
  fetch(request: Request): Response | Promise<Response>;
  what(method: string, url: URL): Moment['what'];
  /** The variables in the body of a start. */
  variablesOf(body: string): Readonly<Record<string, string>>;
  /** Runs at the place of a start. */
  runsBeside(url: URL): readonly CiRun[];
  /** Does something to the next run of that place; called before each start. */
  beforeStart(url: URL): void;
}

/** Stands before a simulator and keeps count of its starts. */
export function createCiUpstream(traits: CiTraits): { readonly upstream: Upstream; readonly starts: StartLog } {
  const starts = createStartLog();
  const upstream: Upstream = {
    what({ method, url }, body) {
      const what = traits.what(method, new URL(url));
      if (what === 'ci-start') starts.noteAsked(runOf('', traits.variablesOf(body)).executionId);
      return what;
    },
    async answer(request, body) {
      const url = new URL(request.url);
      if (traits.what(request.method, url) !== 'ci-start') return traits.fetch(request);
      traits.beforeStart(url);
      const response = await traits.fetch(request);
      if (response.status === 201) starts.noteCarriedOut(runOf('', traits.variablesOf(body)), traits.runsBeside(url));
      return response;
    },
  };
  return { upstream, starts };
}
