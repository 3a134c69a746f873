import type { Condition } from '../src/expressions.ts';
import type { Item, Key } from '../src/item.ts';
import type { Table, WriteOutcome } from '../src/table.ts';

/** A table in memory, as one process sees it, for tests that decide when each of its requests takes place. */
export type MemoryItems = Map<string, Item>;

/** Carries out a request: at once, later, twice, never. */
export type Carry = <Result>(request: () => Result, isWrite: boolean) => Promise<Result>;

/** Makes a table over items that several processes share. */
export function createMemoryTable(items: MemoryItems, carry: Carry): Table {
  function write(
    key: Key,
    condition: Condition,
    change: (item: Item | undefined) => Item | undefined,
  ): Promise<WriteOutcome> {
    return carry((): WriteOutcome => {
      const item = items.get(idOf(key));
      if (!holds(condition, item)) return 'refused';
      const changed = change(item);
      if (changed === undefined) items.delete(idOf(key));
      else items.set(idOf(key), changed);
      return 'written';
    }, true);
  }

  return {
    get: (key) => carry(() => items.get(idOf(key)), false),
    put: (item, condition) => write(item, condition, () => item),
    update: (key, attributes, condition) =>
      write(key, condition, (item) => {
        const changed = Object.entries({ ...item, ...attributes }).filter(([, value]) => value !== undefined);
        return { ...Object.fromEntries(changed), pk: key.pk, sk: key.sk };
      }),
    delete: (key, condition) => write(key, condition, () => undefined),
    list: (pk, prefix) =>
      carry(() => {
        const found = [...items.values()].filter((item) => item.pk === pk && item.sk.startsWith(prefix));
        return found.sort((a, b) => (a.sk < b.sk ? -1 : 1));
      }, false),
    query: () => Promise.reject(new Error('A table in memory has no index.')),
  };
}

function idOf({ pk, sk }: Key): string {
  return `${pk} ${sk}`;
}

function holds(condition: Condition, item: Item | undefined): boolean {
  switch (condition.kind) {
    case 'absent':
      return item === undefined;
    case 'present':
      return item !== undefined;
    case 'equal':
      return item?.[condition.attribute] === condition.value;
    case 'absent_or_below':
      return item === undefined || Number(item[condition.attribute]) < condition.value;
    case 'free_for':
      return item === undefined || item['holder'] === condition.holder || Number(item['until']) <= condition.now;
  }
}
