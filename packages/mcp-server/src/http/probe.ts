/** What is asked every few seconds, by machines. */
const PROBES = ['/healthz', '/readyz', '/metrics'];

/** Tells whether a path is one that is asked every few seconds: as long as all is well, nobody wants to read about it. */
export function isProbe(path: string): boolean {
  return PROBES.includes(path);
}
