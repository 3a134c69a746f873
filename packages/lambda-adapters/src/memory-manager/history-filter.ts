import { type EnvironmentQuery, FINISHED_STATUSES, UNFINISHED_STATUSES } from '@sluice/core';
import { invalidArguments } from '../agent-event/tool-arguments.ts';
import type { operations } from '../generated/memory.ts';

/** What a page of history is asked for with. */
export type HistoryQuery = operations['list-history']['parameters']['query'];

/** What the store is asked for, its page aside. */
export type HistoryFilter = Omit<EnvironmentQuery, 'limit' | 'cursor'>;

/**
 * Returns what the store is asked for.
 *
 * @throws SluiceError `invalid_parameters` where the time ends before it begins
 */
export function historyFilter(query: HistoryQuery): HistoryFilter {
  const createdFrom = query.since === undefined ? undefined : timeOf(query.since);
  const createdUntil = query.until === undefined ? undefined : endOf(query.until);
  if (createdFrom !== undefined && createdUntil !== undefined && createdUntil <= createdFrom) {
    throw invalidArguments([{ field: 'until', message: 'must be later than since' }]);
  }
  return {
    environment: query.environment,
    pipelineType: query.pipeline_type,
    tenantId: query.tenant_id,
    status: statusesOf(query.status),
    createdFrom,
    createdUntil,
  };
}

function statusesOf(status: HistoryQuery['status']): EnvironmentQuery['status'] {
  if (status === 'finished') return FINISHED_STATUSES;
  return status === 'unfinished' ? UNFINISHED_STATUSES : status;
}

const DAY_MS = 24 * 60 * 60 * 1000;

function isDate(text: string): boolean {
  return !text.includes('T');
}

/** Reads a time as UTC where it names no offset. */
function timeOf(text: string): number {
  if (isDate(text)) return Date.parse(`${text}T00:00:00Z`);
  return Date.parse(/(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`);
}

/** A day ends when the next one begins. */
function endOf(text: string): number {
  return isDate(text) ? timeOf(text) + DAY_MS : timeOf(text);
}
