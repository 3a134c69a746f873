import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { UNFINISHED_INDEX } from './execution-table.ts';
import type { Condition } from './expressions.ts';
import { type Key, orderKey, toSeconds } from './item.ts';
import { createTable, type Table } from './table.ts';

/** A request to execute a pipeline. What its parameters were is not kept: they may be secret. @public */
export interface JournalRequest {
  /** Names the request; used once. */
  readonly requestId: string;
  readonly pipelineType: string;
  readonly environment: string;
  readonly tenantId?: string | undefined;
  /** The conversation that asked. */
  readonly sessionId?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly askedAt: number;
}

/** What became of a request: the execution it was answered with, or the code of the refusal. @public */
export type JournalOutcome = { readonly executionId: string } | { readonly refusal: string };

/** Which unanswered requests to list: of which environment, as of when, and how many. @public */
export interface OpenRequestsQuery {
  readonly environment: string;
  /** Milliseconds since the epoch. What is older than the journal's memory of 7 days is not listed. */
  readonly now: number;
  /** How many are listed at the most. */
  readonly limit: number;
}

/**
 * Remembers that a pipeline was asked for before it is, and what became of that. A request that stays open is one of which
 * nobody knows whether it started something: its answer never came, or whoever asked died before it did.
 *
 * @public
 */
export interface RequestJournal {
  /**
   * Writes that a request is about to be sent. Changes nothing where it has been settled or opened before.
   *
   * @throws SluiceError `store_unavailable`
   */
  open(request: JournalRequest): Promise<void>;
  /**
   * Writes what became of a request, also of one whose opening could not be written.
   *
   * @throws SluiceError `store_unavailable`
   */
  settle(request: JournalRequest, outcome: JournalOutcome): Promise<void>;
  /**
   * Lists the requests to an environment that are open, the newest first. One that was settled this moment may still be
   * among them.
   *
   * @throws SluiceError `store_unavailable`
   */
  listOpen(query: OpenRequestsQuery): Promise<readonly JournalRequest[]>;
}

/** What a journal of requests is made from: a client and the table of the executions. @public */
export interface RequestJournalOptions {
  /** Stays the caller's. Its retries may be on. */
  readonly client: DynamoDBClient;
  /** The table of the executions, as `executionTable` describes it. */
  readonly tableName: string;
}

/** How long a request is remembered, in milliseconds. */
const MEMORY_MS = 7 * 24 * 60 * 60 * 1000;

/** An opening that comes late must not open again what is settled. */
const NEVER_SEEN: Condition = { kind: 'absent' };
const NOT_SETTLED: Condition = { kind: 'absent_or_below', attribute: 'settled', value: 1 };

/**
 * Makes the journal of requests in the table of the executions.
 *
 * Its items have partitions of their own, and none of the attributes by which an environment's executions are found, so no
 * listing of executions sees them. An open one stands in the sparse index of what is unfinished, in a partition that the
 * sweep does not read, and leaves it when it is settled: what is open is found without a look at what is not.
 *
 * @example
 * ```ts
 * const journal = createRequestJournal({ client: new DynamoDBClient(), tableName: 'sluice' });
 * const open = await journal.listOpen({ environment: 'dev', now: Date.now(), limit: 10 });
 * ```
 * @public
 */
export function createRequestJournal({ client, tableName }: RequestJournalOptions): RequestJournal {
  return createJournalOn(createTable(client, tableName));
}

/** Makes the journal on whatever has the few operations of a table. */
export function createJournalOn(table: Table): RequestJournal {
  return {
    async open(request) {
      const { askedAt, environment, requestId } = request;
      const place = { unfinishedShard: partitionOf(environment), changedOrder: orderKey(askedAt, requestId) };
      await table.put({ ...keyOf(request), ...attributesOf(request), ...place, settled: 0 }, NEVER_SEEN);
    },
    async settle(request, outcome) {
      const place = { unfinishedShard: undefined, changedOrder: undefined };
      await table.update(keyOf(request), { ...attributesOf(request), ...place, ...outcome, settled: 1 }, NOT_SETTLED);
    },
    async listOpen({ environment, now, limit }) {
      const { items } = await table.query(
        {
          IndexName: UNFINISHED_INDEX,
          KeyConditionExpression: '#unfinishedShard = :partition AND #changedOrder > :oldest',
          ExpressionAttributeNames: { '#unfinishedShard': 'unfinishedShard', '#changedOrder': 'changedOrder' },
          ExpressionAttributeValues: {
            ':partition': partitionOf(environment),
            ':oldest': orderKey(Math.max(0, now - MEMORY_MS), ''),
          },
          ScanIndexForward: false,
          Limit: limit,
        },
        { items: limit },
      );
      return items.slice(0, limit).map(requestOf);
    },
  };
}

function partitionOf(environment: string): string {
  return `requests#${environment}`;
}

function keyOf({ environment, requestId }: JournalRequest): Key {
  return { pk: partitionOf(environment), sk: `request#${requestId}` };
}

/** The request is JSON in one attribute: an attribute `environment` would put it into the index of executions. */
function attributesOf(request: JournalRequest): Readonly<Record<string, unknown>> {
  const { requestId, pipelineType, environment, tenantId, sessionId, askedAt } = request;
  const kept: JournalRequest = { requestId, pipelineType, environment, tenantId, sessionId, askedAt };
  return { request: JSON.stringify(kept), expiresAt: toSeconds(askedAt + MEMORY_MS) };
}

function requestOf(item: Readonly<Record<string, unknown>>): JournalRequest {
  return JSON.parse(String(item['request'])) as JournalRequest;
}
