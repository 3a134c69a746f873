import type { Rule } from './invariants/violation.ts';
import { type RunResult, type SimulateOptions, simulate } from './simulate.ts';

/** How many replays a smaller run is worth. */
const MAX_REPLAYS = 3000;

/** A run from which nothing can be taken any more without losing the violation. */
export interface MinimalRun {
  /** What has to happen for it. */
  readonly decisions: readonly string[];
  readonly result: RunResult;
}

/**
 * Looks for the least that has to go wrong for a seed to break its rule: takes decisions out of the run, many at a time
 * and then fewer, for as long as the same rule is still broken by what is left.
 */
export async function shrink(
  options: Pick<SimulateOptions, 'seed' | 'disabled'>,
  rule: Rule,
  decisions: ReadonlySet<string>,
): Promise<MinimalRun> {
  let kept = [...decisions];
  let replays = 0;

  async function isEnough(candidate: readonly string[]): Promise<RunResult | undefined> {
    replays += 1;
    const result = await simulate({ ...options, only: new Set(candidate) });
    return result.violation?.rule === rule ? result : undefined;
  }

  /** Takes out whatever chunk of that size can go; tells whether any could. */
  async function takeOut(size: number): Promise<boolean> {
    let isSmaller = false;
    for (let from = 0; from < kept.length && replays < MAX_REPLAYS; ) {
      const candidate = [...kept.slice(0, from), ...kept.slice(from + size)];
      const result = await isEnough(candidate);
      if (result === undefined) {
        from += size;
        continue;
      }
      // Some of what was kept may not come about any more.
      kept = candidate.filter((decision) => result.decisions.has(decision));
      isSmaller = true;
    }
    return isSmaller;
  }

  let size = Math.ceil(kept.length / 2);
  while (size > 0 && replays < MAX_REPLAYS) {
    const isSmaller = await takeOut(size);
    if (size > 1) size = Math.ceil(size / 2);
    else if (!isSmaller) break;
  }
  const result = await simulate({ ...options, only: new Set(kept), trace: true });
  return { decisions: kept, result };
}
