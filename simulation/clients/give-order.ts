import { type Execution, isFinished } from '@sluice/core';
import type { Server } from '../servers/server.ts';
import type { World } from '../world/world.ts';
import { type DrawnOrder, drawOrder } from './orders.ts';
import type { Reception } from './visit.ts';

/** Somebody who comes to a server. */
export interface Client {
  readonly name: string;
  readonly number: number;
  readonly server: Server;
}

/** Lets clients give orders about the executions that there are when they come. */
export interface OrderGiver {
  give(client: Client): void;
  /** Gives an order about the same execution as the client before: the same one again, or another that gets in its way. */
  interfere(client: Client): void;
}

/** How likely it is that one goes away without an answer. */
const GOES_AWAY = 0.1;
const LONGEST_STAY_MS = 500;

export function createOrderGiver(world: World, reception: Reception): OrderGiver {
  const { decisions, checks, journal } = world;
  let last: DrawnOrder | undefined;

  function bring(drawn: DrawnOrder | undefined, { name, number, server }: Client): void {
    if (drawn === undefined) return;
    last = drawn;
    const { order, principal, execution } = drawn;
    const { executionId, run } = execution;
    if (order.kind === 'cancel' && run === undefined && !isFinished(execution)) {
      journal.count('client: it cancels before there is a run');
    }
    const signal = drawDeparture(world, name);
    reception.visit(
      {
        name: `${name} (${principal.id} ${order.verb} ${executionId})`,
        kind: order.kind,
        number,
        signal,
        act: (service) => order.act(service, { executionId, principal, signal }),
      },
      server,
    );
  }

  function executions(): readonly Execution[] {
    return [...checks.ledger.versions.values()].flatMap((versions) => versions.slice(-1));
  }

  return {
    give: (client) => bring(drawOrder(decisions, client.name, executions()), client),
    interfere(client) {
      if (last === undefined) return;
      const { order, execution } = last;
      journal.count('client: it gets in the way of another one');
      if (decisions.pick(`${client.name} does the same`, [true, false])) {
        bring({ order, execution, principal: decisions.pick(`${client.name}: who`, order.principals) }, client);
        return;
      }
      const same = executions().filter(({ executionId }) => executionId === execution.executionId);
      bring(drawOrder(decisions, client.name, same), client);
    },
  };
}

/** Some go away before they have an answer. */
export function drawDeparture({ decisions, timeline, journal }: World, name: string): AbortSignal | undefined {
  if (!decisions.happens(`${name} goes away`, GOES_AWAY)) return undefined;
  journal.count('client: it goes away without an answer');
  const departure = new AbortController();
  const act = (): void => departure.abort(new Error(`${name} has gone away.`));
  timeline.plan({ afterMs: decisions.between(`${name}: stays`, 0, LONGEST_STAY_MS), act });
  return departure.signal;
}
