import type { Server } from '../servers/server.ts';
import type { World } from '../world/world.ts';
import { type Client, createOrderGiver, drawDeparture } from './give-order.ts';
import type { Reception } from './visit.ts';
import { describeWish, drawWish, type Wish } from './wishes.ts';

/** How long clients come and things go wrong. */
export const BUSY_MS = 300_000;

/** How many clients may come. */
const CLIENTS = 20;
/** How likely each one does. */
const COMES = 0.6;

const SWEEPS = 6;

/** How far apart are those who come at the same time. */
const AT_ONCE_MS = [5, 20, 100] as const;

/** Plans who comes when. */
export function planWorkload(world: World, servers: readonly [Server, ...Server[]], reception: Reception): void {
  planClients(world, servers, reception);
  for (const server of servers) planSweeps(world, server, reception);
}

function planClients(world: World, servers: readonly [Server, ...Server[]], reception: Reception): void {
  const { decisions, timeline } = world;
  const orders = createOrderGiver(world, reception);
  let wish = drawWish(decisions, 'client 0');
  let afterMs = 0;
  for (let number = 1; number <= CLIENTS; number += 1) {
    const name = `client ${number}`;
    const comesAtOnce = decisions.pick(`${name} comes at once`, [true, true, false]);
    afterMs = comesAtOnce
      ? afterMs + decisions.between(`${name}: at once`, 0, decisions.pick(`${name}: within`, AT_ONCE_MS))
      : decisions.between(`${name}: at`, 0, BUSY_MS);
    const client: Client = { name, number, server: decisions.pick(`${name}: to`, servers) };
    const does = decisions.pick(`${name}: does`, [
      'wish',
      'wish',
      'wish',
      'again',
      'order',
      'order',
      'interfere',
    ] as const);
    if (does === 'wish') wish = drawWish(decisions, name);
    if (!decisions.happens(`${name} comes`, COMES)) continue;
    if (does === 'again') world.journal.count('client: it asks for what another one has asked for');
    const wanted = wish;
    const act = (): void => {
      if (does === 'order') orders.give(client);
      else if (does === 'interfere') orders.interfere(client);
      else makeWish(reception, wanted, client);
    };
    timeline.plan({ afterMs, act });
  }
}

function makeWish(reception: Reception, wish: Wish, { name, number, server }: Client): void {
  const { request, principal } = wish;
  // A key names what is asked for, in whichever conversation.
  const { idempotencyKey, sessionId: _, ...content } = request;
  const key = idempotencyKey === undefined ? undefined : `${principal.id}’s ${idempotencyKey}`;
  reception.visit(
    {
      name: `${name} (${describeWish(wish)})`,
      kind: 'execute',
      number,
      request: { key, content: JSON.stringify(content) },
      act: (service) => service.execute(request, principal),
    },
    server,
  );
}

function planSweeps(world: World, server: Server, reception: Reception): void {
  const { decisions, timeline } = world;
  for (let count = 1; count <= SWEEPS; count += 1) {
    const name = `sweep ${count} of ${server.name}`;
    if (!decisions.happens(name, 0.4)) continue;
    // Some at the same time on all servers.
    const afterMs = decisions.between(decisions.pick(`${name}: alone`, [true, false]) ? name : 'all sweep', 0, BUSY_MS);
    const act = (): void => {
      const signal = drawDeparture(world, name);
      reception.visit({ name, kind: 'sweep', signal, act: (service) => service.sweep(signal) }, server);
    };
    timeline.plan({ afterMs, act });
  }
}
