import type { Random } from '../random.ts';
import type { StoreName } from '../world/store.ts';
import { AT_ONCE, type Fate, type Moment } from './moment.ts';

/** A place in the life of a server at which it is killed. */
export interface KillPoint {
  readonly name: string;
  /**
   * `starting`: before it listens. `alone`: no client has been let to it, so that all it does is its sweep. `serving`: with
   * clients.
   */
  readonly during: 'starting' | 'alone' | 'serving';
  /** Whether it is that moment; absent: any time will do. */
  readonly strikes?: ((moment: Moment) => boolean) | undefined;
  /** How many such moments pass at the most before one is taken. */
  readonly passes: number;
  /** What becomes of the request that was under way. */
  fate(random: Random): Fate;
  /** Whether all servers are killed, since nobody can tell whose moment it was. */
  readonly takesAll: boolean;
  /** Where it can be seen from outside. */
  readonly stores: readonly StoreName[];
}

const NEVER: Fate = { carriedOut: false, afterMs: 0 };
/** After the lease of the start, when others look for its run, but within the settle window that is promised to it. */
const LATE_MS = { low: 2000, high: 3500 };

/** Kills without a moment to wait for. */
export const ANY_MOMENT: KillPoint = point('at any moment', { during: 'serving' });

const POINTS: readonly KillPoint[] = [
  ANY_MOMENT,
  point('while it starts', { during: 'starting' }),
  point('in a sweep', { during: 'alone', strikes: isOfSweep, passes: 10, fate: perhaps }),
  at('ci-start', 'received', 'CI has received the start, carries it out'),
  at('ci-start', 'received', 'CI has received the start, carries it out late', {
    fate: (random) => ({ carriedOut: true, afterMs: random.between(LATE_MS.low, LATE_MS.high) }),
  }),
  at('ci-start', 'received', 'CI has received the start, never carries it out', { fate: () => NEVER }),
  at('ci-start', 'done', 'CI has carried out the start, no answer'),
  at('ci-start', 'answered', 'CI has answered the start'),
  at('ci-find', 'done', 'CI was asked to find a run', { passes: 2 }),
  at('ci-read', 'done', 'CI was asked for a run', { passes: 2 }),
  at('ci-cancel', 'received', 'CI has received a cancel', { fate: perhaps }),
  at('store-write', 'received', 'store has received a write, never does it', {
    passes: 8,
    fate: () => NEVER,
    stores: ['dynamodb'],
  }),
  at('store-write', 'done', 'store has done a write, no answer', { passes: 8, stores: ['dynamodb'] }),
  at('store-write', 'answered', 'store has answered a write', { passes: 8, stores: ['dynamodb'] }),
  at('store-write', 'done', 'a write has reached the file', { passes: 8, takesAll: true, stores: ['sqlite'] }),
  at('client-execute', 'done', 'answer is on its way to the client', { fate: () => NEVER }),
];

/** Returns the points that can be seen on a store. */
export function killPointsOf(store: StoreName): readonly KillPoint[] {
  return POINTS.filter(({ stores }) => stores.includes(store));
}

function point(name: string, traits: Partial<KillPoint>): KillPoint {
  return {
    name,
    during: 'serving',
    passes: 0,
    fate: () => AT_ONCE,
    takesAll: false,
    stores: ['sqlite', 'dynamodb'],
    ...traits,
  };
}

function at(what: Moment['what'], phase: Moment['phase'], name: string, traits: Partial<KillPoint> = {}): KillPoint {
  return point(name, { strikes: (moment) => moment.what === what && moment.phase === phase, ...traits });
}

function isOfSweep({ what, phase }: Moment): boolean {
  return phase !== 'received' || what.startsWith('ci-') || what === 'store-write';
}

function perhaps(random: Random): Fate {
  return random.chance(0.5) ? AT_ONCE : NEVER;
}
