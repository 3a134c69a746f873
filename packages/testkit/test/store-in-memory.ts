import { randomBytes } from 'node:crypto';
import {
  type Claim,
  type CursorCodec,
  type CursorPosition,
  createCursorCodec,
  type EnvironmentFilter,
  type EnvironmentQuery,
  type Execution,
  type ExecutionEvent,
  type ExecutionPage,
  type ExecutionStore,
  environmentFilterOf,
  eventOf,
  isFinished,
  type Lease,
  type UnfinishedQuery,
} from '@sluice/core';

/** What stores over the same data share. */
export interface MemoryData {
  readonly executions: Map<string, string>;
  readonly claims: Map<string, HeldClaim>;
  readonly events: Map<string, ExecutionEvent>;
  readonly leases: Map<string, Lease>;
  readonly cursors: CursorCodec;
}

type HeldClaim = Claim & { readonly heldBy: string };

export function emptyData(): MemoryData {
  return {
    executions: new Map(),
    claims: new Map(),
    events: new Map(),
    leases: new Map(),
    cursors: createCursorCodec(randomBytes(32)),
  };
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
  const change = (execution: Execution): void => {
    write(execution);
    data.events.set(`${execution.executionId} ${execution.version}`, eventOf(execution));
  };
  const all = (): Execution[] => [...data.executions.values()].map((json) => JSON.parse(json));
  const isHeld = ({ heldBy, until }: HeldClaim): boolean => {
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
      change(execution);
      for (const claim of claims) data.claims.set(claim.name, { ...claim, heldBy: execution.executionId });
      return { created: true };
    },
    async get(executionId) {
      return read(executionId);
    },
    async update(execution) {
      if (read(execution.executionId)?.version !== execution.version - 1) return false;
      change(execution);
      return true;
    },
    async record(execution) {
      if ((read(execution.executionId)?.version ?? 0) >= execution.version) return false;
      write(execution);
      return true;
    },
    async listByEnvironment(query) {
      const filter = environmentFilterOf(query);
      const found = all().filter((execution) => matches(execution, filter));
      const order = { positionOf: createdOf, compare: (a: CursorPosition, b: CursorPosition) => compare(b, a) };
      return pageOf(found, query, order, cursorsOf(data, environmentListing(query)));
    },
    async listUnfinished(query) {
      const found = all().filter((execution) => !isFinished(execution));
      return pageOf(found, query, { positionOf: changedOf, compare }, cursorsOf(data, UNFINISHED));
    },
    async listEvents(executionId) {
      return [...data.events.values()]
        .filter((event) => event.executionId === executionId)
        .sort((a, b) => a.version - b.version);
    },
    async acquireLease(lease) {
      const held = data.leases.get(lease.name);
      if (held !== undefined && held.holder !== lease.holder && now() < held.until) return false;
      data.leases.set(lease.name, lease);
      return true;
    },
    async releaseLease({ name, holder }) {
      if (data.leases.get(name)?.holder === holder) data.leases.delete(name);
    },
    async close() {},
  };
}

export const UNFINISHED: unknown = ['unfinished'];

export function environmentListing(query: EnvironmentQuery): unknown {
  return ['environment', environmentFilterOf(query)];
}

/** The cursors of one listing. */
export interface ListingCursors {
  encode(position: CursorPosition): string;
  decode(cursor: string): CursorPosition;
}

export function cursorsOf(data: MemoryData, listing: unknown): ListingCursors {
  return {
    encode: (position) => data.cursors.encode(listing, position),
    decode: (cursor) => data.cursors.decode(listing, cursor),
  };
}

function matches(execution: Execution, filter: EnvironmentFilter): boolean {
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

/** In which order a listing has its executions. */
interface Order {
  readonly positionOf: (execution: Execution) => CursorPosition;
  readonly compare: (a: CursorPosition, b: CursorPosition) => number;
}

/** Cuts a page out of a listing. A cursor is the position of the last one of a page, which may be gone by then. */
function pageOf(
  found: readonly Execution[],
  { limit, cursor }: UnfinishedQuery,
  { positionOf, compare }: Order,
  cursors: ListingCursors,
): ExecutionPage {
  const after = cursor === undefined ? undefined : cursors.decode(cursor);
  const rest = found
    .filter((execution) => after === undefined || compare(positionOf(execution), after) > 0)
    .sort((a, b) => compare(positionOf(a), positionOf(b)));
  const executions = rest.slice(0, limit);
  const last = executions.at(-1);
  return rest.length > limit && last !== undefined
    ? { executions, cursor: cursors.encode(positionOf(last)) }
    : { executions };
}

function createdOf({ createdAt, executionId }: Execution): CursorPosition {
  return { time: createdAt, executionId };
}

function changedOf({ updatedAt, executionId }: Execution): CursorPosition {
  return { time: updatedAt, executionId };
}

function compare(a: CursorPosition, b: CursorPosition): number {
  if (a.time !== b.time) return a.time - b.time;
  if (a.executionId === b.executionId) return 0;
  return a.executionId > b.executionId ? 1 : -1;
}
