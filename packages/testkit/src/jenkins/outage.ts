/** A time in which Jenkins starts no builds. */
export interface Outage {
  readonly kind: 'quiet-down' | 'restart';
  readonly reason: string | undefined;
  readonly from: number;
  /** Unknown until somebody ends it. */
  until: number | undefined;
}

/**
 * Returns the time at which a build starts that could start at another one; undefined: not as things stand.
 *
 * @param recoveryMs - how long after an outage it takes until builds start
 */
export function afterOutages(time: number, outages: readonly Outage[], recoveryMs: number): number | undefined {
  let starts = time;
  for (const { from, until } of outages) {
    // What starts at the very moment at which an outage begins has started.
    if (starts <= from) continue;
    if (until === undefined) return undefined;
    starts = Math.max(starts, until + recoveryMs);
  }
  return starts;
}

/** Returns the outage that there is at a time. */
export function outageAt(time: number, outages: readonly Outage[], kind: Outage['kind']): Outage | undefined {
  return outages.find((outage) => {
    return outage.kind === kind && outage.from <= time && (outage.until === undefined || time < outage.until);
  });
}

/** Returns the starts of Jenkins after its first one, up to a time. */
export function restartsUntil(time: number, outages: readonly Outage[]): readonly number[] {
  return outages.filter(({ kind, from }) => kind === 'restart' && from <= time).map(({ from }) => from);
}
