import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runClient } from './clients/client.ts';
import { createLedger } from './clients/ledger.ts';
import { killPointsOf } from './kills/kill-point.ts';
import { keepKilling } from './kills/killer.ts';
import { createTally, type Tally } from './kills/tally.ts';
import { createRandom } from './random.ts';
import { createFleet, type Fleet } from './servers/fleet.ts';
import { readTrails } from './verdict/audit-trails.ts';
import type { Evidence } from './verdict/evidence.ts';
import { waitUntilSettled } from './verdict/settle.ts';
import { findViolations, type Violation } from './verdict/violations.ts';
import { startDynamoDb } from './world/dynamodb.ts';
import { createGitLab } from './world/gitlab.ts';
import { createJenkins } from './world/jenkins.ts';
import { createSqlite } from './world/sqlite.ts';
import type { StoreName } from './world/store.ts';

/** What a crash test does. */
export interface CrashTestOptions {
  readonly store: StoreName;
  /** How many servers are killed, at the least. */
  readonly kills: number;
  readonly seed: number;
  /** Whether clients go on reading after the last kill. Without them it is the sweep that settles all, which takes longer. */
  readonly withReaders: boolean;
  /** Is told of each kill, with how many there are by then. */
  readonly onKill?: ((total: number) => void) | undefined;
}

/** What a crash test found. */
export interface CrashReport {
  readonly options: CrashTestOptions;
  readonly tally: Tally;
  readonly evidence: Evidence;
  readonly violations: readonly Violation[];
  readonly durationMs: number;
  /** Folder with the store and the servers' logs; removed when there is no violation. */
  readonly folder: string;
}

/** The first seat is hardly ever empty, the second one often. */
const SEATS = [
  { name: 'a', emptyMs: 200 },
  { name: 'b', emptyMs: 2500 },
] as const;
const CLIENTS = 10;
/**
 * A server that was killed in a sweep may keep the next one from it for three minutes, and a build that waited in a queue
 * is looked at after one more.
 */
const SETTLE_TIMEOUT_MS = 300_000;

/** Kills servers while clients use them, and then compares what everybody says. */
export async function runCrashTest(options: CrashTestOptions): Promise<CrashReport> {
  const begun = Date.now();
  const random = createRandom(options.seed);
  const folder = await mkdtemp(join(tmpdir(), `sluice-crash-test-${options.store}-`));
  const store = options.store === 'sqlite' ? createSqlite(folder) : await startDynamoDb();
  const ciSystems = [createGitLab(random.fork('gitlab')), createJenkins(random.fork('jenkins'))];
  const points = killPointsOf(options.store);
  const tally = createTally(
    points.map(({ name }) => name),
    options.onKill ?? (() => undefined),
  );
  const ledger = createLedger();
  const stopping = new AbortController();
  const seatNames = SEATS.map(({ name }) => name);
  const fleet = await createFleet({ store, ciSystems, folder, seatNames, signal: stopping.signal });
  try {
    const clients = Array.from({ length: CLIENTS }, (_, index) => {
      const name = `client-${index + 1}`;
      return runClient({ name, fleet, ledger, random: random.fork(name), signal: stopping.signal });
    });
    await Promise.all(
      fleet.seats.map((seat, index) => {
        const { kills } = options;
        const emptyMs = SEATS[index]?.emptyMs ?? 0;
        return keepKilling({ seat, fleet, points, random: random.fork(seat.name), tally, kills, emptyMs });
      }),
    );
    const address = await restart(fleet);
    stopping.abort();
    await Promise.all(clients);
    const { withReaders } = options;
    const records = await waitUntilSettled({ address, ciSystems, withReaders, timeoutMs: SETTLE_TIMEOUT_MS });
    await Promise.all(fleet.seats.map((seat) => seat.kill()));
    const trails = await readTrails(store, records);
    const casualties = fleet.seats.flatMap((seat) => seat.casualties);
    const evidence: Evidence = { records, trails, ciSystems, ledger, casualties };
    const violations = findViolations(evidence);
    if (violations.length === 0) await rm(folder, { recursive: true });
    return { options, tally, evidence, violations, durationMs: Date.now() - begun, folder };
  } finally {
    stopping.abort();
    await fleet.close();
    await store.close();
  }
}

/** Starts one server for good, and lets clients to it. */
async function restart({ seats: [seat] }: Fleet): Promise<string> {
  const address = await seat?.start().listening;
  if (seat === undefined || address === undefined) throw new Error('No server could be started after the last kill.');
  seat.open(address);
  return address;
}
