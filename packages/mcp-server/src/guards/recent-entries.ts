/** Entries by name, of which those that were not asked for the longest are forgotten. */
export interface RecentEntries<Entry> {
  /** Returns the entry of that name, a new one when there is none. */
  entryOf(name: string): Entry;
  readonly size: number;
}

/** @internal */
export interface RecentEntriesOptions<Entry> {
  /** How many are kept; more only while none of them may be forgotten. */
  readonly limit: number;
  readonly create: () => Entry;
  readonly mayForget: (entry: Entry) => boolean;
}

/** Keeps what is known of whoever asks, in a memory that those who make up names can't fill. */
export function createRecentEntries<Entry extends object>(options: RecentEntriesOptions<Entry>): RecentEntries<Entry> {
  const { limit, create, mayForget } = options;
  // A map keeps its keys in the order in which they came: the first one was not asked for the longest.
  const entries = new Map<string, Entry>();

  function forgetOne(): void {
    for (const [name, entry] of entries) {
      if (!mayForget(entry)) continue;
      entries.delete(name);
      return;
    }
  }

  return {
    entryOf(name) {
      const known = entries.get(name);
      if (known !== undefined) entries.delete(name);
      else if (entries.size >= limit) forgetOne();
      const entry = known ?? create();
      entries.set(name, entry);
      return entry;
    },
    get size() {
      return entries.size;
    },
  };
}
