import type { Execution, ExecutionStore } from '@sluice/core';
import type { components } from '../generated/memory.ts';
import type { Deadline } from '../lambda/deadline.ts';
import { toBrief } from './brief-execution.ts';
import type { HistoryFilter, HistoryQuery } from './history-filter.ts';
import { ANSWER_CHARACTERS, keepWhatFits } from './keep-what-fits.ts';
import { PAGE_TIME_MS } from './read-executions.ts';

/** A page of the executions of an environment. */
export type HistoryAnswer = components['schemas']['HistoryAnswer'];

const DEFAULT_LIMIT = 10;

/** What an execution adds to the room of a page where more than the default are asked for, in characters. */
const EXECUTION_CHARACTERS = 240;

/** What is left of a page's room for the message, in characters. */
const MESSAGE_CHARACTERS = 600;

/** How often the store is asked for one page: it may answer with none, and have more. */
const MAX_READS = 5;

/** How a page is read. */
export interface HistoryParts {
  readonly store: ExecutionStore;
  readonly deadline: Pick<Deadline, 'remainingMs'>;
  /** How many bytes the reply may have as a whole. */
  readonly maxReplyBytes: number;
}

/**
 * Lists a page of executions. It is cut where it gets too long for a model, and its cursor goes on exactly there: pages put
 * together are all that there is.
 *
 * @throws SluiceError `invalid_request` for a cursor that this list did not give
 */
export async function listHistory(
  parts: HistoryParts,
  filter: HistoryFilter,
  { cursor, limit = DEFAULT_LIMIT }: Pick<HistoryQuery, 'cursor' | 'limit'>,
): Promise<HistoryAnswer> {
  const characters = Math.min(Math.max(ANSWER_CHARACTERS, limit * EXECUTION_CHARACTERS), parts.maxReplyBytes / 2);
  const room = { most: limit, characters: characters - MESSAGE_CHARACTERS };
  const page = await readFittingPage(parts, { filter, cursor, limit }, room);
  const executions = page.executions.map(toBrief);
  return {
    message: historyMessage(filter.environment, executions.length, page.cursor),
    environment: filter.environment,
    executions,
    ...(page.cursor === undefined ? {} : { next_cursor: page.cursor }),
  };
}

interface PageQuery {
  readonly filter: HistoryFilter;
  readonly cursor: string | undefined;
  readonly limit: number;
}

interface Page {
  readonly executions: readonly Execution[];
  readonly cursor: string | undefined;
}

/** Reads a page once more, shorter, where it does not fit: only the store can say where a shorter one goes on. */
async function readFittingPage(
  parts: HistoryParts,
  query: PageQuery,
  room: Parameters<typeof keepWhatFits>[1],
): Promise<Page> {
  const page = await readPage(parts, query);
  const [kept = []] = keepWhatFits([page.executions.map(toBrief)], room);
  const limit = Math.max(1, kept.length);
  return limit >= page.executions.length ? page : readFittingPage(parts, { ...query, limit }, room);
}

async function readPage({ store, deadline }: HistoryParts, { filter, limit, ...from }: PageQuery): Promise<Page> {
  const executions: Execution[] = [];
  let { cursor } = from;
  for (let read = 0; read < MAX_READS; read += 1) {
    if (read > 0 && deadline.remainingMs() < PAGE_TIME_MS) break;
    const page = await store.listByEnvironment({ ...filter, limit: limit - executions.length, cursor });
    executions.push(...page.executions);
    cursor = page.cursor;
    if (cursor === undefined || executions.length >= limit) break;
  }
  return { executions, cursor };
}

function historyMessage(environment: string, count: number, cursor: string | undefined): string {
  const goOn = 'ask again with next_cursor and the same filters';
  if (count === 0 && cursor === undefined) return `No execution in ${environment} matches, or no more of them.`;
  if (count === 0)
    return `None of the executions in ${environment} that were looked at matches: to look further back, ${goOn}.`;
  const told = `${count} ${count === 1 ? 'execution' : 'executions'} in ${environment}, newest first.`;
  return cursor === undefined ? `${told} There are no older ones that match.` : `${told} For older ones, ${goOn}.`;
}
