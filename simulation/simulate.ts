import { createCiExecutor } from './ci/ci-executor.ts';
import { createCiSystem } from './ci/ci-system.ts';
import { createWebhooks, type Delivery } from './ci/webhooks.ts';
import { createReception, type Reception } from './clients/visit.ts';
import { BUSY_MS, planWorkload } from './clients/workload.ts';
import type { Disabled } from './guards/disabled.ts';
import { createChecks } from './invariants/checks.ts';
import { checkEnd, endingsOf, isSettled } from './invariants/end-rules.ts';
import { observedStore } from './invariants/observed-store.ts';
import { type Violation, violates } from './invariants/violation.ts';
import { LIMITS } from './limits.ts';
import { createDecisions } from './randomness/decisions.ts';
import { temperOf } from './randomness/temper.ts';
import { type CatalogMaker, readCatalog } from './servers/catalog.ts';
import { createServer, type Server } from './servers/server.ts';
import { createStoreModel, emptyStoreData } from './store/store-model.ts';
import { createJournal } from './world/journal.ts';
import { createOutages } from './world/outages.ts';
import { createTimeline } from './world/timeline.ts';
import type { World } from './world/world.ts';

export interface SimulateOptions {
  readonly seed: number;
  /** What is taken away from around the service. @defaultValue nothing */
  readonly disabled?: Disabled | undefined;
  /** The only decisions that may be taken. @defaultValue any */
  readonly only?: ReadonlySet<string> | undefined;
  /** Whether to write down every step. @defaultValue false */
  readonly trace?: boolean | undefined;
}

/** How one run went. */
export interface RunResult {
  readonly steps: number;
  readonly faults: ReadonlyMap<string, number>;
  /** What servers were asked for, and how often with which answer: `cancel: done`, `execute: idempotency_conflict`. */
  readonly answers: ReadonlyMap<string, number>;
  /** What became of the executions, and how often: `succeeded`, `failed (never_started)`. */
  readonly endings: ReadonlyMap<string, number>;
  readonly violation: Violation | undefined;
  /** What out of the ordinary was decided. */
  readonly decisions: ReadonlySet<string>;
  readonly trace: readonly string[];
}

const ROUNDS = 45;
const ROUND_MS = 60_000;
/** The cursors of a world hold nowhere else. */
const CURSOR_KEY = new Uint8Array(16);

let catalog: Promise<CatalogMaker> | undefined;

/** Lets one world run from its beginning to its end, or until a rule is broken. The same seed is the same world. */
export async function simulate(options: SimulateOptions): Promise<RunResult> {
  const { disabled = {} } = options;
  const world = createWorld(options);
  const { timeline, journal, decisions, checks, limits } = world;

  const model = createStoreModel(emptyStoreData(CURSOR_KEY), timeline.now);
  const store = observedStore(disabled.store?.(model) ?? model, checks);
  let deliver = (_: Delivery): void => {};
  const ci = createCiSystem(
    world,
    createWebhooks(world, (delivery) => deliver(delivery)),
  );
  const direct = createCiExecutor(ci, world);
  const executor = disabled.executor?.(direct) ?? direct;
  catalog ??= readCatalog(direct);
  const catalogFor = await catalog;

  const name = (number: number): string => `server-${number}`;
  const server = (number: number): Server => {
    const isOff = decisions.happens(`the clock of ${name(number)} is off`, 0.5);
    if (isOff) journal.count('server: its clock is off');
    const skewMs = isOff ? decisions.between(`${name(number)}: skew`, -limits.clockSkewMs, limits.clockSkewMs) : 0;
    return createServer({
      world,
      name: name(number),
      skewMs,
      store,
      executor,
      catalogFor,
      startLeaseMs: limits.startLeaseMs,
    });
  };
  const others = [2, 3].filter((number) => decisions.happens(`there is ${name(number)}`, 0.7)).map(server);
  const servers: readonly [Server, ...Server[]] = [server(1), ...others];
  const reception = createReception(world, servers);
  deliver = deliveryTo(world, servers, reception);
  planWorkload(world, servers, reception);

  const goesOn = (): boolean => checks.violation() === undefined;
  await timeline.pass(BUSY_MS, goesOn);
  if (goesOn()) await windDown(world, servers, reception);
  if (goesOn()) checks.report(await checkEnd(checks.ledger, model));
  if (goesOn()) checks.report(checkNobodyWaits(reception));
  const violation = checks.violation();
  if (violation !== undefined) journal.note(() => `violates ${violation.rule}: ${violation.message}`);
  return {
    steps: timeline.steps(),
    faults: journal.faults,
    answers: journal.answers,
    endings: endingsOf(checks.ledger),
    violation,
    decisions: decisions.taken,
    trace: journal.lines,
  };
}

function createWorld({ seed, only, disabled, trace = false }: SimulateOptions): World {
  const decisions = createDecisions({ seed, only });
  const timeline = createTimeline();
  const journal = createJournal(timeline, trace);
  return {
    limits: { ...LIMITS, ...disabled?.limits },
    decisions,
    temper: temperOf(decisions),
    timeline,
    journal,
    outages: createOutages(decisions, timeline, journal.count),
    checks: createChecks(),
  };
}

/** Webhooks come to any server; one that is down misses them. */
function deliveryTo(
  { decisions }: World,
  servers: readonly [Server, ...Server[]],
  reception: Reception,
): (delivery: Delivery) => void {
  return ({ name, notice }) => {
    const server = decisions.pick(`${name}: to`, servers);
    if (server.life() === undefined) return;
    const request = {
      url: '/webhooks/ci',
      headers: new Headers(),
      body: new TextEncoder().encode(JSON.stringify(notice)),
      receivedAt: 0,
    };
    reception.visit({ name, kind: 'webhook', act: (service) => service.receiveWebhook('ci', request) }, server);
  };
}

/** Nothing goes wrong any more: how do all those end that went wrong before? */
async function windDown(world: World, servers: readonly Server[], reception: Reception): Promise<void> {
  const { decisions, outages, timeline, checks, journal, limits } = world;
  const goesOn = (): boolean => checks.violation() === undefined;
  const isQuiet = (): boolean => isSettled(checks.ledger) && reception.waiting().length === 0;
  journal.note(() => 'from here on nothing goes wrong');
  decisions.calm();
  outages.end();
  for (const server of servers) server.comeBack();
  for (let round = 1; round <= ROUNDS && goesOn(); round += 1) {
    if (isQuiet()) {
      // What was sent long ago may still arrive.
      await timeline.pass(limits.latenessMs + ROUND_MS, goesOn);
      if (isQuiet()) return;
    }
    const server = servers[round % servers.length];
    if (server !== undefined) {
      reception.visit(
        { name: `closing sweep ${round} of ${server.name}`, kind: 'closing sweep', act: (service) => service.sweep() },
        server,
      );
    }
    await timeline.pass(ROUND_MS, goesOn);
  }
}

function checkNobodyWaits(reception: Reception): Violation | undefined {
  const [waiting] = reception.waiting();
  return waiting === undefined ? undefined : violates('always-ends', `${waiting} never gets an answer`);
}
