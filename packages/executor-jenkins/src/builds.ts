import type { Action, Build } from './answers.ts';
import type { Call, JenkinsClient } from './client.ts';

const PAGE = 100;
const MAX_PAGES = 5;

/** The builds of a job back to a certain one, newest first. */
export interface History {
  readonly builds: readonly Build[];
  /**
   * Why a build may be missing among them; undefined when all are there.
   *
   * Jenkins writes the number of a build down before the build begins, and never gives it again. So a number that is
   * not there was a build: one that is just beginning, was deleted, or was lost when Jenkins crashed.
   */
  readonly gap: string | undefined;
  readonly session: string | undefined;
}

/** Reads the builds of a job until `isOlder` says that one began too early to matter. */
export async function readHistory(
  client: JenkinsClient,
  call: Call,
  isOlder: (build: Build) => boolean,
): Promise<History> {
  const builds = new Map<number, Build>();
  let next = 1;
  let session: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { body, session: current } = await client.listBuilds(call, { from: page * PAGE, to: (page + 1) * PAGE });
    session = current;
    if (page === 0) next = body.nextBuildNumber;
    // A build that begins while pages are read pushes another onto the next page.
    for (const build of body.allBuilds) builds.set(build.number, build);
    if (body.allBuilds.length < PAGE || body.allBuilds.slice(-1).some(isOlder)) {
      const found = [...builds.values()].toSorted((a, b) => b.number - a.number);
      return { builds: found.filter((build) => !isOlder(build)), gap: gapIn(found, next, isOlder), session };
    }
  }
  return { builds: [...builds.values()], gap: 'more builds began since then than can be looked at', session };
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

/** Returns the execution that a build or queue item belongs to. */
export function executionOf({ actions }: { readonly actions?: readonly Action[] }): unknown {
  const parameters = actions?.flatMap((action) => action.parameters ?? []);
  return parameters?.find(({ name }) => name === 'SLUICE_EXECUTION_ID')?.value;
}
