import { AT_ONCE, type Fate, type Moment, type Watch } from '../kills/moment.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';

/** Waits for a moment in the life of a server, to strike at it. */
export interface Trap {
  strikes(moment: Moment): boolean;
  /** Called at that moment, which lasts until it resolves; tells what becomes of the request that was under way. */
  strike(): Promise<Fate>;
}

/** A place for one server after the other, each with the same gates before it. */
export interface Seat {
  readonly name: string;
  /** Where clients reach the server that is there now; undefined when they can't. */
  address(): string | undefined;
  isTaken(): boolean;
  /** Starts a server, which clients do not know yet. */
  start(): ServerProcess;
  /** Lets clients to the server, now that it listens. */
  open(address: string): void;
  /** Kills the server that is there, if there is one. */
  kill(): Promise<void>;
  /** Sets the one trap that there may be; undefined takes it away. */
  setTrap(trap: Trap | undefined): void;
  /** Is told of every moment of the server. */
  readonly watch: Watch;
  /** Servers that ended without being killed, with how. */
  readonly casualties: readonly string[];
}

/** How the servers of a seat are started. */
export interface SeatOptions {
  readonly name: string;
  /** What follows `sluice serve`. */
  readonly args: readonly string[];
  environmentVariables(): Readonly<Record<string, string>>;
  /** File for the log of the server with that number. */
  logFile(server: number): string;
  /** Called when clients are let to a server. */
  onOpen(): void;
}

/** Makes an empty seat. */
export function createSeat(options: SeatOptions): Seat {
  const casualties: string[] = [];
  let server: ServerProcess | undefined;
  let address: string | undefined;
  let trap: Trap | undefined;
  let count = 0;

  function start(): ServerProcess {
    count += 1;
    const logFile = options.logFile(count);
    const started = startServerProcess({
      args: options.args,
      environmentVariables: options.environmentVariables(),
      logFile,
    });
    server = started;
    void started.gone.then((how) => {
      if (server !== started) return;
      casualties.push(`it ended with ${how}: ${logFile}`);
      leave();
    });
    return started;
  }

  function leave(): void {
    server = undefined;
    address = undefined;
    trap = undefined;
  }

  return {
    name: options.name,
    address: () => address,
    isTaken: () => server !== undefined,
    start,
    open(newAddress) {
      address = newAddress;
      options.onOpen();
    },
    async kill() {
      const victim = server;
      leave();
      await victim?.kill();
    },
    setTrap(newTrap) {
      trap = newTrap;
    },
    async watch(moment) {
      const set = trap;
      if (set === undefined || !set.strikes(moment)) return AT_ONCE;
      trap = undefined;
      return set.strike();
    },
    casualties,
  };
}
