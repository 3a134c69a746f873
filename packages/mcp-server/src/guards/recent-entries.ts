/** Entries by name, of which those that were not asked for lately are forgotten. */
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

interface Kept<Entry> {
  readonly entry: Entry;
  /** It was asked for since it came, or since it was last spared. */
  isWanted: boolean;
}

/** Keeps what is known of whoever asks, in a memory that those who make up names can't fill. */
export function createRecentEntries<Entry extends object>(options: RecentEntriesOptions<Entry>): RecentEntries<Entry> {
  const { limit, create, mayForget } = options;
  // In the order in which they came. To put an entry at the end whenever it is asked for would be simpler, but a map that
  // lives long and is changed with every request makes V8 keep the garbage of all these requests.
  const entries = new Map<string, Kept<Entry>>();

  /** Forgets the oldest that nobody asked for again; those that somebody did are spared once. */
  function forgetOne(): void {
    for (const [name, kept] of entries) {
      if (!mayForget(kept.entry)) continue;
      entries.delete(name);
      if (!kept.isWanted) return;
      kept.isWanted = false;
      entries.set(name, kept);
    }
  }

  return {
    entryOf(name) {
      const known = entries.get(name);
      if (known !== undefined) {
        known.isWanted = true;
        return known.entry;
      }
      if (entries.size >= limit) forgetOne();
      const entry = create();
      entries.set(name, { entry, isWanted: false });
      return entry;
    },
    get size() {
      return entries.size;
    },
  };
}
