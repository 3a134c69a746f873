/**
 * Reads the number of the queue item out of a `Location`.
 *
 * Nothing else of it is used: Jenkins writes the host that it thinks it has, and a password must go to no other.
 */
export function queueIdOf(location: string | null): number | undefined {
  const [, id] = /\/queue\/item\/(\d{1,15})\/?(?:[?#]|$)/.exec(location ?? '') ?? [];
  return id === undefined ? undefined : Number(id);
}
