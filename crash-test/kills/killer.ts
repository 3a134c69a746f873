import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../random.ts';
import type { Fleet } from '../servers/fleet.ts';
import type { Seat } from '../servers/seat.ts';
import type { ServerProcess } from '../servers/server-process.ts';
import { ANY_MOMENT, type KillPoint } from './kill-point.ts';
import type { Tally } from './tally.ts';

/** How long one point is waited for, before another one is tried. The sweep may wait for one that was killed. */
const PATIENCE_MS = { starting: 0, serving: 3000, alone: 8000 };
/** How long a server serves before anything is done to it, at the most. */
const UNDISTURBED_MS = 600;
const STARTING_MS = { low: 5, high: 400 };
/** How often all servers are killed at once, where the point does not say so already. */
const TOGETHER = 0.1;

/** What kills the servers of one seat. */
export interface KillerOptions {
  readonly seat: Seat;
  readonly fleet: Fleet;
  readonly points: readonly KillPoint[];
  readonly random: Random;
  readonly tally: Tally;
  /** How many kills there are to be, on all seats together. */
  readonly kills: number;
  /** How long the seat stays empty after a kill, at the most. */
  readonly emptyMs: number;
}

/** Starts servers on a seat and kills them, one after the other, until there were enough kills. */
export async function keepKilling({
  seat,
  fleet,
  points,
  random,
  tally,
  kills,
  emptyMs,
}: KillerOptions): Promise<void> {
  let round: KillPoint[] = [];

  /** Every point once, in another order each round. */
  function nextPoint(isFit: (point: KillPoint) => boolean): KillPoint {
    if (!round.some(isFit)) round = [...round, ...random.shuffled(points)];
    const point = round.find(isFit) ?? ANY_MOMENT;
    round = round.filter((other) => other !== point);
    return point;
  }

  async function strike(point: KillPoint): Promise<void> {
    const neighbours = fleet.seats.filter((other) => other !== seat && other.isTaken());
    const together = neighbours.length > 0 && (point.takesAll || random.chance(TOGETHER));
    const victims = (together ? [seat, ...neighbours] : [seat]).filter((victim) => victim.isTaken());
    for (const _ of victims) tally.note({ point: point.name, beside: neighbours.length > 0, together });
    await Promise.all(victims.map((victim) => victim.kill()));
  }

  /** Waits for a moment of the server and kills it there; tells whether the moment came. */
  async function strikeAt(point: KillPoint, server: ServerProcess): Promise<boolean> {
    const struck = Promise.withResolvers<void>();
    let passes = random.between(0, point.passes);
    seat.setTrap({
      strikes(moment) {
        if (point.strikes?.(moment) !== true) return false;
        passes -= 1;
        return passes < 0;
      },
      async strike() {
        await strike(point);
        struck.resolve();
        return point.fate(random);
      },
    });
    const patience = new AbortController();
    await Promise.race([
      struck.promise,
      server.gone,
      sleep(PATIENCE_MS[point.during], undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
    seat.setTrap(undefined);
    return server.isGone();
  }

  async function killWhileServing(server: ServerProcess, first: KillPoint): Promise<void> {
    for (let point = first; !server.isGone(); point = nextPoint(({ during }) => during === 'serving')) {
      await sleep(random.between(0, UNDISTURBED_MS));
      if (server.isGone()) return;
      if (point.strikes === undefined) return strike(point);
      if (await strikeAt(point, server)) return;
    }
  }

  async function live(point: KillPoint): Promise<void> {
    const server = seat.start();
    if (point.during === 'starting') {
      await Promise.race([sleep(random.between(STARTING_MS.low, STARTING_MS.high)), server.listening]);
      if (!server.isGone()) await strike(point);
      return;
    }
    if (point.during === 'alone' && (await strikeAt(point, server))) return;
    const address = await server.listening;
    if (address === undefined || server.isGone()) return;
    seat.open(address);
    const next = point.during === 'alone' ? nextPoint(({ during }) => during === 'serving') : point;
    await killWhileServing(server, next);
  }

  while (tally.total() < kills) {
    await live(nextPoint(() => true));
    await sleep(random.between(0, emptyMs));
  }
}
