/** What the faults of every simulator have. */
interface Striking<Route extends string> {
  /** Which call it strikes. @defaultValue any */
  readonly route?: Route | undefined;
  /** How many requests it strikes. @defaultValue 1 */
  readonly times?: number | undefined;
}

/** The faults that wait for a request, first come first served. */
export interface FaultQueue<Fault, Route extends string> {
  add(fault: Fault): void;
  /** Takes the fault that strikes a request, if there is one. */
  take(route: Route): Fault | undefined;
  clear(): void;
}

/**
 * Makes an empty queue.
 *
 * @param makesSense - whether a fault can strike that call at all
 */
export function createFaultQueue<Fault extends Striking<Route>, Route extends string>(
  makesSense: (fault: Fault, route: Route) => boolean = () => true,
): FaultQueue<Fault, Route> {
  const waiting: { readonly fault: Fault; left: number }[] = [];
  return {
    add(fault) {
      waiting.push({ fault, left: fault.times ?? 1 });
    },
    take(route) {
      const entry = waiting.find(({ fault }) => (fault.route ?? route) === route && makesSense(fault, route));
      if (entry === undefined) return undefined;
      entry.left -= 1;
      if (entry.left <= 0) waiting.splice(waiting.indexOf(entry), 1);
      return entry.fault;
    },
    clear() {
      waiting.length = 0;
    },
  };
}
