import { type Execution, type ExecutionStore, isFinished } from '@sluice/core';
import type { JournalRequest, RequestJournal } from '@sluice/store-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, vi } from 'vitest';
import {
  createMemoryManager,
  type MemoryManagerOptions,
  memoryManagerOptionsFromEnv,
} from '../../src/memory-manager/index.ts';
import { startDynamoDb, type TestDynamoDb } from './dynamodb.ts';
import { contextFor, opened, type RecordingLogger, recordingLogger } from './lambda.ts';
import { openApiEvent, texts } from './open-api-event.ts';

/** When the first execution of a test is asked for: some time before this. */
export const START: number = Date.UTC(2026, 0, 1);

/** What the memory's clock says. */
export const NOW: number = START + 24 * 60 * 60 * 1000;

/** A memory manager on a table that is empty at the beginning of each test. */
export interface MemoryBench {
  readonly logger: RecordingLogger;
  /** As the environment configures it. */
  options(): MemoryManagerOptions;
  store(): ExecutionStore;
  journal(): Promise<RequestJournal>;
  /** Stores executions in this order; each is asked for a minute after the one before, and ends within that minute. */
  remember(...executions: readonly Partial<Execution>[]): Promise<void>;
  /** Notes that something was asked for, with no answer. */
  open(request: Partial<JournalRequest>): Promise<void>;
  ask(path: string, parameters: Asked, more?: Partial<MemoryManagerOptions>): Promise<Answer>;
  /** Asks, and expects an answer. */
  told<T>(path: string, parameters: Asked, more?: Partial<MemoryManagerOptions>): Promise<T>;
  /** Where DynamoDB listens. */
  endpoint(): string;
}

type Asked = Readonly<Record<string, string>>;
type Answer = ReturnType<typeof opened>;

/** Runs the memory manager on a DynamoDB of its own while the tests of a file run. */
export function useMemory(): MemoryBench {
  const logger = recordingLogger();
  let dynamoDb: TestDynamoDb;
  let store: ExecutionStore;
  let tables = 0;
  let executions = 0;
  let requests = 0;

  beforeAll(async () => {
    dynamoDb = await startDynamoDb();
    for (const [name, value] of Object.entries(dynamoDb.environmentVariables)) vi.stubEnv(name, value);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await dynamoDb.close();
  });
  beforeEach(async () => {
    logger.lines.length = 0;
    tables += 1;
    executions = 0;
    requests = 0;
    store = await dynamoDb.createStore(`table-${tables}`);
  });

  const bench: MemoryBench = {
    logger,
    options: () => ({
      ...memoryManagerOptionsFromEnv({ EXECUTION_TABLE_NAME: `table-${tables}` }),
      logger,
      now: () => NOW,
    }),
    store: () => store,
    async journal() {
      const journal = await bench.options().journal?.();
      if (journal === undefined) throw new Error('The memory has no journal.');
      return journal;
    },
    async remember(...fields) {
      for (const each of fields) {
        executions += 1;
        await store.record(executionOf(executions, each));
      }
    },
    async open(fields) {
      requests += 1;
      const request = { requestId: `request-${requests}`, pipelineType: 'bootstrap', environment: 'dev', askedAt: NOW };
      await (await bench.journal()).open({ ...request, ...fields });
    },
    async ask(path, parameters, more) {
      const handler = createMemoryManager({ ...bench.options(), ...more });
      const event = openApiEvent({ method: 'GET', path, parameters: texts(parameters) });
      return opened(await handler(event, contextFor(20_000)));
    },
    async told<T>(path: string, parameters: Asked, more?: Partial<MemoryManagerOptions>) {
      const { status, body } = await bench.ask(path, parameters, more);
      expect({ status, body }).toMatchObject({ status: 200 });
      return body as T;
    },
    endpoint: () => dynamoDb.environmentVariables['AWS_ENDPOINT_URL_DYNAMODB'] ?? '',
  };
  return bench;
}

/** Makes the nth execution: asked for n minutes after the start, and ended half a minute later where it has ended. */
export function executionOf(number: number, fields: Partial<Execution>): Execution {
  const createdAt = fields.createdAt ?? START + number * 60_000;
  const status = fields.status ?? 'running';
  return {
    executionId: `exec-${number}`,
    version: 1,
    pipelineType: 'bootstrap',
    environment: 'dev',
    parameters: { region: 'eu-west-1' },
    status,
    requestedBy: 'ann',
    requestDigest: '',
    createdAt,
    updatedAt: createdAt,
    lastChange: { type: `execution.${status}`, actor: 'sluice' },
    ...(isFinished({ status }) ? { finishedAt: createdAt + 30_000 } : {}),
    executor: 'gitlab',
    target: null,
    ...fields,
  };
}

/** The run of an execution that the CI system has begun. */
export const RUN: NonNullable<Execution['run']> = {
  id: '77',
  url: 'https://gitlab.example.com/77',
  rawStatus: 'running',
  stages: [],
};
