/** Counts the kills. */
export interface Tally {
  /** How many at which point. */
  readonly byPoint: ReadonlyMap<string, number>;
  total(): number;
  /** How many while another server was at work on the same store. */
  beside(): number;
  /** How many took all servers at once. */
  together(): number;
  note(kill: Kill): void;
}

/** One server that was killed. */
export interface Kill {
  readonly point: string;
  /** Whether another server was running. */
  readonly beside: boolean;
  /** Whether the others were killed with it. */
  readonly together: boolean;
}

/** Makes an empty tally of these points; `onKill` is told of each kill, with how many there are by then. */
export function createTally(points: readonly string[], onKill: (total: number) => void): Tally {
  const byPoint = new Map(points.map((name) => [name, 0]));
  const kills: Kill[] = [];
  return {
    byPoint,
    total: () => kills.length,
    beside: () => kills.filter(({ beside }) => beside).length,
    together: () => kills.filter(({ together }) => together).length,
    note(kill) {
      kills.push(kill);
      byPoint.set(kill.point, (byPoint.get(kill.point) ?? 0) + 1);
      onKill(kills.length);
    },
  };
}
