/** What is measured: an event goes in, its reply comes out. */
export type Handle = (event: unknown) => Promise<unknown>;

/** A handler, and the events that it takes by turns. */
export interface Contender {
  readonly handle: Handle;
  readonly events: readonly unknown[];
}

export interface Contenders {
  readonly peer: Contender;
  readonly ours: Contender;
  /** What both do at the least. */
  readonly floor: Contender;
}

/** Time per event, in nanoseconds, as medians. */
export interface Measured {
  readonly peerNs: number;
  readonly oursNs: number;
  readonly floorNs: number;
  /** The median of the rounds' ratios. */
  readonly ratio: number;
}

/** Short rounds, and many of them: what else the machine does spoils a few. */
const ROUNDS = 101;
const EVENTS = 2000;
/** Until the machine code is there. */
const WARM_UP_ROUNDS = 40;

/** Has all answer by turns, so that whatever else the machine does slows all. */
export async function measure({ peer, ours, floor }: Contenders): Promise<Measured> {
  const rounds: Measured[] = [];
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    const peerNs = await nanosecondsPerEvent(peer);
    const oursNs = await nanosecondsPerEvent(ours);
    const floorNs = await nanosecondsPerEvent(floor);
    if (round >= 0) rounds.push({ peerNs, oursNs, floorNs, ratio: oursNs / peerNs });
  }
  const medianOf = (name: keyof Measured): number =>
    rounds.map((round) => round[name]).sort((a, b) => a - b)[Math.floor(rounds.length / 2)] ?? Number.NaN;
  return {
    peerNs: medianOf('peerNs'),
    oursNs: medianOf('oursNs'),
    floorNs: medianOf('floorNs'),
    ratio: medianOf('ratio'),
  };
}

async function nanosecondsPerEvent({ handle, events }: Contender): Promise<number> {
  const start = process.hrtime.bigint();
  for (let count = 0; count < EVENTS; count += 1) await handle(events[count % events.length]);
  return Number(process.hrtime.bigint() - start) / EVENTS;
}
