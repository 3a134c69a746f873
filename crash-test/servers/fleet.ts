import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AT_ONCE } from '../kills/moment.ts';
import type { Random } from '../random.ts';
import type { CiSystem } from '../world/ci-system.ts';
import { openGate } from '../world/gate.ts';
import type { SharedStore } from '../world/store.ts';
import { createSeat, type Seat } from './seat.ts';

const CONFIG = fileURLToPath(new URL('../config/sluice.config.ts', import.meta.url));

/** How long the servers wait before they look again; short, so that a test sees in seconds what takes minutes in life. */
const TIMING = [
  ...['--sweep-interval', '500ms', '--start-lease', '1500ms', '--settle-window', '4s'],
  // A server that was killed in a sweep keeps the others from it for three times as long.
  ...['--call-timeout', '1500ms'],
  // All clients are one principal here, and in more of a hurry than any.
  ...['--requests-per-minute', '1000000', '--concurrency', '1000'],
];

/** The seats of all servers. */
export interface Fleet {
  readonly seats: readonly Seat[];
  /** Waits for a server that clients are let to; undefined when there will be none any more. */
  pick(random: Random): Promise<Seat | undefined>;
  close(): Promise<void>;
}

/** What the servers of a fleet have in common. */
export interface FleetOptions {
  readonly store: SharedStore;
  readonly ciSystems: readonly CiSystem[];
  /** Folder for the logs. */
  readonly folder: string;
  readonly seatNames: readonly string[];
  /** Ends the waits for a server. */
  readonly signal: AbortSignal;
}

/** Opens the gates of each seat; no server is started yet. */
export async function createFleet({ store, ciSystems, folder, seatNames, signal }: FleetOptions): Promise<Fleet> {
  let opened = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => opened.resolve(), { once: true });
  const closers: (() => Promise<void>)[] = [];
  const args = [...['--config', CONFIG, '--port', '0', '--store', store.argument], ...TIMING];

  async function makeSeat(name: string): Promise<Seat> {
    const variables: Record<string, string> = {};
    const seat = createSeat({
      name,
      args,
      environmentVariables: () => variables,
      logFile: (server) => join(folder, `server-${name}-${String(server).padStart(4, '0')}.log`),
      onOpen() {
        opened.resolve();
        if (!signal.aborted) opened = Promise.withResolvers();
      },
    });
    for (const part of [...ciSystems, store]) {
      if (part.upstream === undefined) continue;
      const gate = await openGate(part.upstream, seat.watch);
      closers.push(() => gate.close());
      Object.assign(variables, part.variables(gate.url));
    }
    return seat;
  }

  const seats = await Promise.all(seatNames.map(makeSeat));
  store.watchWrites?.(async (moment) => {
    for (const seat of seats) await seat.watch(moment);
    return AT_ONCE;
  });
  return {
    seats,
    async pick(random) {
      for (;;) {
        const [first, ...others] = seats.filter((seat) => seat.address() !== undefined);
        if (first !== undefined) return random.pick([first, ...others]);
        if (signal.aborted) return undefined;
        await opened.promise;
      }
    },
    async close() {
      await Promise.all(seats.map((seat) => seat.kill()));
      await Promise.all(closers.map((close) => close()));
    },
  };
}
