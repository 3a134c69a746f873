const COUNT = 5000;

/** What runs of the scenario `printsALot` print: some 300 kB, as one line of awk can print them. */
export const PRINTED_LINES: readonly string[] = Array.from(
  { length: COUNT },
  (_, index) => `${index + 1} äöü ✓ 日本 🔥 the quick brown fox jumps over the lazy dog`,
);
