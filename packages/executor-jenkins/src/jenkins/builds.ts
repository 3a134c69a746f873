import type { Action, Build } from '../answers.ts';
import type { Call, JenkinsClient } from '../client.ts';

const PAGE = 100;
const MAX_PAGES = 5;

/** The builds of a job back to a certain one, newest first. */
export interface History {
  readonly builds: readonly Build[];
  /**
   * Why one that is looked for may be missing among them, or be there unseen; undefined when all are there and tell what
   * they are.
   *
   * Jenkins gives a build its number as it leaves the queue, a moment before it is among the builds, and never gives that
   * number again. So a number that is not there was a build: one that is just beginning, was deleted, or was lost when
   * Jenkins crashed.
   */
  readonly gap: string | undefined;
  /** Whether the queue has something of the job. */
  readonly inQueue: boolean;
  readonly session: string | undefined;
}

/** Reads the builds of a job until `isOlder` says that one began too early to matter. */
export async function readHistory(
  client: JenkinsClient,
  call: Call,
  isOlder: (build: Build) => boolean,
): Promise<History> {
  const builds = new Map<number, Build>();
  const first = await client.listBuilds(call, pageAt(0));
  const { inQueue, nextBuildNumber } = first.body;
  let { allBuilds } = first.body;
  let { session } = first;
  for (let page = 1; ; page += 1) {
    // A build that begins while pages are read pushes another onto the next page.
    for (const build of allBuilds) builds.set(build.number, build);
    const isWhole = allBuilds.length < PAGE || allBuilds.slice(-1).some(isOlder);
    if (isWhole || page === MAX_PAGES) {
      const all = [...builds.values()].toSorted((a, b) => b.number - a.number);
      const wanted = all.filter((build) => !isOlder(build));
      const gap = isWhole ? (gapIn(all, nextBuildNumber, isOlder) ?? silenceIn(wanted)) : TOO_MANY;
      return { builds: wanted, gap, inQueue, session };
    }
    const next = await client.listBuilds(call, pageAt(page));
    allBuilds = next.body.allBuilds;
    session = next.session;
  }
}

/** Why there may be more in the queue than it shows. */
export const UNSEEN = 'something of the job is in the queue that Jenkins does not show';

const TOO_MANY = 'more builds began since then than can be looked at';

function pageAt(page: number): { from: number; to: number } {
  return { from: page * PAGE, to: (page + 1) * PAGE };
}

/** Looks for a number that is not there, among builds newest first, down to where all are too old to matter. */
export function gapIn(
  builds: readonly Build[],
  nextBuildNumber: number,
  isOlder: (build: Build) => boolean,
): string | undefined {
  const oldest = builds.findLastIndex((build) => !isOlder(build));
  let expected = nextBuildNumber - 1;
  for (const build of builds.slice(0, oldest + 2)) {
    if (build.number < expected) break;
    expected = build.number - 1;
  }
  const reachesOlder = builds[oldest + 1]?.number === expected + 1;
  return reachesOlder || expected === 0 ? undefined : `build ${expected} is not there, and may have been it`;
}

/** Looks for a build that does not tell what it was asked for: in its first moment, none does. */
export function silenceIn(builds: readonly Build[]): string | undefined {
  const silent = builds.find(({ building, actions = [] }) => building && !actions.some(tellsSomething));
  return silent === undefined ? undefined : `build ${silent.number} is just beginning, and may be it`;
}

function tellsSomething({ parameters, causes }: Action): boolean {
  return parameters !== undefined || causes !== undefined;
}

/** Returns the execution that a build or queue item belongs to. */
export function executionOf({ actions }: { readonly actions?: readonly Action[] }): unknown {
  const parameters = actions?.flatMap((action) => action.parameters ?? []);
  return parameters?.find(({ name }) => name === 'SLUICE_EXECUTION_ID')?.value;
}

/** Tells whether a build is one of a pipeline; where Jenkins is too old to say, it may be. */
export function isPipeline({ _class: kind }: Build): boolean {
  return kind === undefined || kind.endsWith('WorkflowRun');
}
