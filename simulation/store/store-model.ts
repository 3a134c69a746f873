import {
  type Claim,
  createCursorCodec,
  type EnvironmentFilter,
  type Execution,
  type ExecutionEvent,
  type ExecutionPage,
  type ExecutionStore,
  environmentFilterOf,
  eventOf,
  isFinished,
  type Lease,
} from '@sluice/core';

/** What stores over the same data share. */
export interface StoreData {
  /** As JSON: what was stored does not change with the object that it was stored from. */
  readonly executions: Map<string, string>;
  readonly events: Map<string, string[]>;
  readonly claims: Map<string, HeldClaim>;
  readonly leases: Map<string, Lease>;
  /** Of the cursors: another database has another one. */
  readonly key: Uint8Array;
}

interface HeldClaim extends Claim {
  readonly heldBy: string;
}

export function emptyStoreData(key: Uint8Array): StoreData {
  return { executions: new Map(), events: new Map(), claims: new Map(), leases: new Map(), key };
}

/** The store port at its plainest: each call takes effect at once, all of it or nothing. */
export function createStoreModel(data: StoreData, now: () => number): ExecutionStore {
  const { executions, events, claims, leases } = data;
  const cursors = createCursorCodec(data.key);

  const read = (executionId: string): Execution | undefined => {
    const json = executions.get(executionId);
    return json === undefined ? undefined : JSON.parse(json);
  };
  const write = (execution: Execution): void => {
    executions.set(execution.executionId, JSON.stringify(execution));
  };
  const writeWithEvent = (execution: Execution): void => {
    write(execution);
    const trail = events.get(execution.executionId) ?? [];
    events.set(execution.executionId, [...trail, JSON.stringify(eventOf(execution))]);
  };
  const all = (): Execution[] => [...executions.values()].map((json) => JSON.parse(json));
  const isHeld = ({ heldBy, until }: HeldClaim): boolean => {
    if (until !== undefined) return now() < until;
    const holder = read(heldBy);
    return holder !== undefined && !isFinished(holder);
  };

  return {
    async create(execution, wanted) {
      for (const { name } of wanted) {
        const claim = claims.get(name);
        if (claim !== undefined && isHeld(claim)) return { created: false, claim: name, heldBy: claim.heldBy };
      }
      if (executions.has(execution.executionId)) throw new Error(`The id ${execution.executionId} is taken.`);
      for (const claim of wanted) claims.set(claim.name, { ...claim, heldBy: execution.executionId });
      writeWithEvent(execution);
      return { created: true };
    },
    get: async (executionId) => read(executionId),
    async update(execution) {
      if (read(execution.executionId)?.version !== execution.version - 1) return false;
      writeWithEvent(execution);
      return true;
    },
    async record(execution) {
      if ((read(execution.executionId)?.version ?? 0) >= execution.version) return false;
      write(execution);
      return true;
    },
    async listByEnvironment({ limit, cursor, ...query }) {
      const filter = environmentFilterOf({ ...query, limit });
      const found = all().filter((execution) => matches(filter, execution));
      return pageOf(found, {
        cursors,
        listing: filter,
        limit,
        cursor,
        timeOf: ({ createdAt }) => createdAt,
        isNewestFirst: true,
      });
    },
    async listUnfinished({ limit, cursor }) {
      const found = all().filter((execution) => !isFinished(execution));
      return pageOf(found, {
        cursors,
        listing: 'unfinished',
        limit,
        cursor,
        timeOf: ({ updatedAt }) => updatedAt,
        isNewestFirst: false,
      });
    },
    listEvents: async (executionId) => (events.get(executionId) ?? []).map((json): ExecutionEvent => JSON.parse(json)),
    async acquireLease(lease) {
      const held = leases.get(lease.name);
      if (held !== undefined && held.holder !== lease.holder && now() < held.until) return false;
      leases.set(lease.name, lease);
      return true;
    },
    async releaseLease({ name, holder }) {
      if (leases.get(name)?.holder === holder) leases.delete(name);
    },
    close: async () => {},
  };
}

function matches(filter: EnvironmentFilter, execution: Execution): boolean {
  const { environment, pipelineType, tenantId, statuses, createdFrom, createdUntil } = filter;
  return (
    execution.environment === environment &&
    (pipelineType === undefined || execution.pipelineType === pipelineType) &&
    (tenantId === undefined || execution.tenantId === tenantId) &&
    (statuses === undefined || statuses.includes(execution.status)) &&
    (createdFrom === undefined || execution.createdAt >= createdFrom) &&
    (createdUntil === undefined || execution.createdAt < createdUntil)
  );
}

interface PageRequest {
  readonly cursors: ReturnType<typeof createCursorCodec>;
  readonly listing: unknown;
  readonly limit: number;
  readonly cursor: string | undefined;
  readonly timeOf: (execution: Execution) => number;
  readonly isNewestFirst: boolean;
}

/** Cuts a page out of a listing: the next ones after a position in its order. */
function pageOf(found: readonly Execution[], request: PageRequest): ExecutionPage {
  const { cursors, listing, limit, cursor, timeOf, isNewestFirst } = request;
  const direction = isNewestFirst ? -1 : 1;
  const order = (time: number, executionId: string, other: { time: number; executionId: string }): number => {
    if (time !== other.time) return (time - other.time) * direction;
    return executionId < other.executionId ? -1 : Number(executionId > other.executionId);
  };
  const after = cursor === undefined ? undefined : cursors.decode(listing, cursor);
  const rest = found
    .filter((execution) => after === undefined || order(timeOf(execution), execution.executionId, after) > 0)
    .sort((one, { executionId, ...other }) =>
      order(timeOf(one), one.executionId, { time: timeOf({ executionId, ...other }), executionId }),
    );
  const executions = rest.slice(0, limit);
  const last = executions.at(-1);
  if (last === undefined || rest.length <= limit) return { executions };
  return { executions, cursor: cursors.encode(listing, { time: timeOf(last), executionId: last.executionId }) };
}
