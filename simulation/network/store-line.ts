import { type ExecutionStore, SluiceError } from '@sluice/core';
import { currentActor } from '../world/actor.ts';
import type { World } from '../world/world.ts';
import { drawTransit } from './draw-transit.ts';
import type { Line } from './line.ts';
import type { TransitFault } from './transit.ts';

const USUAL_MS = 10;
/** Longer than a lease and a settle window: what a server writes may be long out of date when it hears of it. */
const SLOW_MS = 300_000;
/** How late a write may take effect after its writer has given it up. */
const LATEST_MS = 60_000;

/** The store as a server sees it: over a network. */
export function storeOverLine(world: World, line: Line, store: ExecutionStore): ExecutionStore {
  function send<Result>(method: string, subject: string, arrive: () => Promise<Result>): Promise<Result> {
    const title = `${currentActor().nextCall(`store.${method}`)}${subject === '' ? '' : ` ${subject}`}`;
    const transit = drawTransit<Result>(world, title, {
      system: 'store',
      usualMs: USUAL_MS,
      slowMs: SLOW_MS,
      probability: world.temper.store,
      // While a record is made, the lease of its start runs.
      strain: method === 'create' ? 3 : 1,
      faults: storeFaults(world),
      away: () => unavailable('is away'),
    });
    return line({ title, transit, arrive });
  }

  return {
    create: (execution, claims) => send('create', execution.executionId, () => store.create(execution, claims)),
    get: (executionId) => send('get', executionId, () => store.get(executionId)),
    update: (execution) => send('update', execution.executionId, () => store.update(execution)),
    record: (execution) => send('record', execution.executionId, () => store.record(execution)),
    listByEnvironment: (query) => send('listByEnvironment', '', () => store.listByEnvironment(query)),
    listUnfinished: (query) => send('listUnfinished', '', () => store.listUnfinished(query)),
    listEvents: (executionId) => send('listEvents', executionId, () => store.listEvents(executionId)),
    acquireLease: (lease) => send('acquireLease', '', () => store.acquireLease(lease)),
    releaseLease: (lease) => send('releaseLease', '', () => store.releaseLease(lease)),
    close: () => store.close(),
  };
}

function storeFaults<Result>({ decisions }: World): readonly TransitFault<Result>[] {
  return [
    {
      title: 'it fails before it takes effect',
      change: ({ requestMs }) => ({
        arrives: false,
        instead: { error: unavailable('did not take the call'), afterMs: requestMs },
      }),
    },
    {
      title: 'it takes effect and its answer is lost',
      change: ({ requestMs, replyMs }) => ({
        instead: { error: unavailable('did not answer'), afterMs: requestMs + replyMs },
      }),
    },
    {
      title: 'it is given up and takes effect later',
      change: ({ replyMs }, title) => ({
        requestMs: decisions.between(`${title}: late`, replyMs, LATEST_MS),
        instead: { error: unavailable('did not answer in time'), afterMs: replyMs },
      }),
    },
  ];
}

function unavailable(what: string): SluiceError {
  return new SluiceError({ code: 'store_unavailable', message: `The store ${what}.`, retryable: true });
}
