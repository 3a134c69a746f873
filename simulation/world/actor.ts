import { AsyncLocalStorage } from 'node:async_hooks';

/** Whoever makes a server do something: a client with a request, a sweep, a webhook. Names the calls that come of it. */
export interface Actor {
  readonly name: string;
  /** Makes the id of an execution that comes of it. */
  nextId(): string;
  /** Names the next call of a method: the same in every run of a seed, whatever others do meanwhile. */
  nextCall(method: string): string;
}

const actors = new AsyncLocalStorage<Actor>();

/** Does something in somebody's name; `number` tells the executions that come of it from all others. */
export function actAs<Result>({ name, number }: { name: string; number: number }, body: () => Result): Result {
  const counts = new Map<string, number>();
  let ids = 0;
  const actor: Actor = {
    name,
    nextId() {
      ids += 1;
      return `execution-${number}${ids === 1 ? '' : `.${ids}`}`;
    },
    nextCall(method) {
      const count = (counts.get(method) ?? 0) + 1;
      counts.set(method, count);
      return `${name}, ${method}${count === 1 ? '' : ` (${count})`}`;
    },
  };
  return actors.run(actor, body);
}

/** Returns in whose name the caller acts. */
export function currentActor(): Actor {
  const actor = actors.getStore();
  if (actor === undefined) throw new Error('Somebody calls a system in nobody’s name: the simulation has a hole.');
  return actor;
}
