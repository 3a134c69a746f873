import {
  type Claim,
  type Execution,
  type ExecutionEvent,
  type ExecutionPage,
  type ExecutionStore,
  isFinished,
  SluiceError,
} from '@sluice/core';

/** What stores over the same data share. */
export interface MemoryData {
  readonly executions: Map<string, string>;
  readonly claims: Map<string, Claim & { readonly heldBy: string }>;
  readonly events: Map<string, ExecutionEvent>;
}

export function emptyData(): MemoryData {
  return { executions: new Map(), claims: new Map(), events: new Map() };
}

/** The store in the fewest words: right, and easy to break. */
export function createMemoryStore(data: MemoryData, now: () => number): ExecutionStore {
  const read = (executionId: string): Execution | undefined => {
    const json = data.executions.get(executionId);
    return json === undefined ? undefined : JSON.parse(json);
  };
  const write = (execution: Execution): void => {
    data.executions.set(execution.executionId, JSON.stringify(execution));
  };
  const all = (): Execution[] => [...data.executions.values()].map((json) => JSON.parse(json));
  const isHeld = ({ heldBy, until }: Claim & { readonly heldBy: string }): boolean => {
    if (until !== undefined) return now() < until;
    const holder = read(heldBy);
    return holder !== undefined && !isFinished(holder);
  };

  return {
    async create(execution, claims) {
      for (const { name } of claims) {
        const claim = data.claims.get(name);
        if (claim !== undefined && isHeld(claim)) return { created: false, claim: name, heldBy: claim.heldBy };
      }
      if (read(execution.executionId) !== undefined) throw new Error('The id is taken.');
      write(execution);
      for (const claim of claims) data.claims.set(claim.name, { ...claim, heldBy: execution.executionId });
      return { created: true };
    },
    async get(executionId) {
      return read(executionId);
    },
    async update(execution) {
      if (read(execution.executionId)?.version !== execution.version - 1) return false;
      write(execution);
      return true;
    },
    async record(execution) {
      if ((read(execution.executionId)?.version ?? 0) >= execution.version) return false;
      write(execution);
      return true;
    },
    async listByEnvironment({ environment, pipelineType, tenantId, status, limit, cursor }) {
      const found = all()
        .filter((execution) => execution.environment === environment)
        .filter((execution) => pipelineType === undefined || execution.pipelineType === pipelineType)
        .filter((execution) => tenantId === undefined || execution.tenantId === tenantId)
        .filter((execution) => status === undefined || execution.status === status);
      return pageOf(found, ({ createdAt }) => -createdAt, limit, cursor);
    },
    async listUnfinished({ limit, cursor }) {
      const found = all().filter((execution) => !isFinished(execution));
      return pageOf(found, ({ updatedAt }) => updatedAt, limit, cursor);
    },
    async appendEvent(event) {
      const key = `${event.executionId} ${event.version}`;
      if (!data.events.has(key)) data.events.set(key, event);
    },
    async listEvents(executionId) {
      return [...data.events.values()]
        .filter((event) => event.executionId === executionId)
        .sort((a, b) => a.version - b.version);
    },
    async close() {},
  };
}

type Position = readonly [order: number, executionId: string];

/** Cuts a page out of a listing, in an order and then by id. A cursor is the position of the last one of a page. */
function pageOf(
  found: readonly Execution[],
  orderOf: (execution: Execution) => number,
  limit: number,
  cursor: string | undefined,
): ExecutionPage {
  const positionOf = (execution: Execution): Position => [orderOf(execution), execution.executionId];
  const after = cursor === undefined ? undefined : parsePosition(cursor);
  const rest = found
    .filter((execution) => after === undefined || compare(positionOf(execution), after) > 0)
    .sort((a, b) => compare(positionOf(a), positionOf(b)));
  const executions = rest.slice(0, limit);
  const last = executions.at(-1);
  return rest.length > limit && last !== undefined
    ? { executions, cursor: JSON.stringify(positionOf(last)) }
    : { executions };
}

function compare(a: Position, b: Position): number {
  if (a[0] !== b[0]) return a[0] - b[0];
  if (a[1] === b[1]) return 0;
  return a[1] > b[1] ? 1 : -1;
}

function parsePosition(cursor: string): Position {
  try {
    const value: unknown = JSON.parse(cursor);
    if (Array.isArray(value) && typeof value[0] === 'number') return [value[0], String(value[1])];
  } catch {
    // Not ours either.
  }
  throw new SluiceError({ code: 'invalid_request', message: 'The cursor is not ours.' });
}
