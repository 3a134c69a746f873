/**
 * Starts to measure time.
 *
 * Reads Node's clock itself: the global `performance` takes a millisecond to load, of the ten that a cold start may take.
 *
 * @returns milliseconds since the start
 */
export function startStopwatch(): () => number {
  const startedAt = process.hrtime.bigint();
  return () => Number(process.hrtime.bigint() - startedAt) / 1e6;
}
