import { AjvJsonSchemaValidator } from '@modelcontextprotocol/server/validators/ajv';
import {
  type Catalog,
  createExecutionService,
  type ExecutionService,
  type JsonSchema,
  type PipelineExecutor,
  type Principal,
  type Wire,
} from '@sluice/core';
import { createSqliteStore } from '@sluice/store-sqlite';
import type { VirtualClockOptions } from '@sluice/testkit';
import { expect, onTestFinished } from 'vitest';
import { createMcpEndpoint } from '../../src/mcp/endpoint.ts';
import { createSluiceDefinitions, type SluiceDefinitionsOptions } from '../../src/mcp/sluice-definitions.ts';
import { type AskingExecutor, createAskingExecutor } from './asking-executor.ts';
import { type BreakableStore, createBreakableStore } from './breakable-store.ts';
import { mcpCatalog } from './mcp-catalog.ts';
import { createObservedClock, type ObservedClock } from './observed-clock.ts';
import { type RecordedLog, recordLog } from './recorded-log.ts';

export const TEAM: Principal = { id: 'team', scopes: ['read', 'execute'] };
export const LEAD: Principal = { id: 'lead', scopes: ['read', 'execute', 'approve'] };

const VERSION = '2026-07-28';
const TASKS = 'io.modelcontextprotocol/tasks';

/** What a test says of a request besides its parameters. */
export interface McpCallOptions {
  readonly as?: Principal | undefined;
  readonly elicitation?: boolean | undefined;
  readonly tasks?: boolean | undefined;
  /** Asks for progress. */
  readonly progress?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The parts of a result that tests look at; which of them there are depends on the request. */
export interface McpResult {
  readonly resultType: string;
  readonly isError?: boolean;
  readonly content: readonly { readonly type: string; readonly text: string; readonly uri: string }[];
  readonly structuredContent: Wire['Execution'] &
    Wire['ExecutionPage'] &
    Wire['LogChunk'] &
    Wire['ApprovalResult'] & { readonly replayed?: boolean };
  readonly requestState: string;
  readonly inputRequests: { readonly approval: AskedForm };
  /** Of a task. */
  readonly status: string;
  readonly statusMessage: string;
  readonly pollIntervalMs: number;
  readonly result: Pick<McpResult, 'isError' | 'structuredContent'>;
  readonly tools: readonly ListedTool[];
  readonly resources: readonly { readonly uri: string }[];
  readonly resourceTemplates: readonly { readonly uriTemplate: string }[];
  readonly contents: readonly [{ readonly text: string }];
  readonly messages: readonly [{ readonly content: { readonly text: string } }];
  readonly completion: { readonly values: readonly string[] };
}

export interface ListedTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonSchema;
  readonly outputSchema: JsonSchema;
  readonly annotations: Readonly<Record<string, boolean>>;
}

interface AskedForm {
  readonly method: string;
  readonly params: {
    readonly message: string;
    readonly requestedSchema: { readonly properties: { readonly input_color?: unknown } };
  };
}

/** The answer to a request, and what was sent before it. */
export interface McpAnswer {
  readonly result: McpResult;
  readonly error: { readonly code: number; readonly message: string; readonly data?: unknown } | undefined;
  readonly notifications: readonly { readonly method: string; readonly params: Record<string, unknown> }[];
}

export interface McpProduct {
  readonly service: ExecutionService;
  readonly executor: AskingExecutor;
  readonly store: BreakableStore;
  readonly clock: ObservedClock;
  readonly log: RecordedLog;
  /** Sends a request of the modern era. */
  request(method: string, params: Record<string, unknown>, options?: McpCallOptions): Promise<McpAnswer>;
  /** Calls a tool, and checks what it returns against the schema that it lists. */
  call(name: string, input: Record<string, unknown>, options?: McpRoundOptions): Promise<McpAnswer>;
  close(): Promise<void>;
}

export interface McpRoundOptions extends McpCallOptions {
  /** What the person said in the round before. */
  readonly answer?: unknown;
  readonly requestState?: string | undefined;
}

export interface McpProductOptions extends Partial<Omit<SluiceDefinitionsOptions, 'service' | 'clock'>> {
  readonly extraPipelines?: number | undefined;
  /** @defaultValue `mcpCatalog` with the extra pipelines */
  readonly catalogOf?: ((executor: PipelineExecutor) => Promise<Catalog>) | undefined;
  readonly clock?: VirtualClockOptions | undefined;
}

/** Makes the product's MCP surface over the real service, an executor in memory and an SQLite store. */
export async function startMcpProduct(options: McpProductOptions = {}): Promise<McpProduct> {
  const { extraPipelines, catalogOf, clock: clockOptions = { mode: 'auto' }, ...definitionOptions } = options;
  const executor = createAskingExecutor();
  const clock = createObservedClock(clockOptions);
  const store = createBreakableStore(createSqliteStore({ path: ':memory:', now: clock.now }));
  const log = recordLog();
  const catalog = await (catalogOf ?? ((own) => mcpCatalog(own, extraPipelines)))(executor);
  let executions = 0;
  const createId = (): string => `execution-${++executions}`;
  const service = createExecutionService({ catalog, store, clock, createId, serverId: 'test', logger: log.logger });
  const definitions = createSluiceDefinitions({ service, clock, ...definitionOptions });
  const endpoint = createMcpEndpoint({
    definitions,
    clock,
    logger: log.logger,
    serverInfo: { name: 'sluice', version: '0.0.0' },
  });
  let isClosed = false;
  async function close(): Promise<void> {
    if (isClosed) return;
    isClosed = true;
    await endpoint.close();
    await store.close();
  }
  onTestFinished(close);
  let requests = 0;

  async function request(
    method: string,
    params: Record<string, unknown>,
    { as = TEAM, elicitation, tasks, progress, signal }: McpCallOptions = {},
  ): Promise<McpAnswer> {
    const id = ++requests;
    const capabilities = {
      ...(elicitation === true ? { elicitation: { form: {} } } : {}),
      ...(tasks === true ? { extensions: { [TASKS]: {} } } : {}),
    };
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': VERSION,
      'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': capabilities,
      ...(progress === true ? { progressToken: `progress-${id}` } : {}),
    };
    const body = { jsonrpc: '2.0', id, method, params: { ...params, _meta } };
    const name = params['name'] ?? params['uri'] ?? params['taskId'];
    const response = await endpoint.fetch(
      new Request('http://127.0.0.1/mcp', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          'mcp-protocol-version': VERSION,
          'mcp-method': method,
          ...(typeof name === 'string' ? { 'mcp-name': name } : {}),
        },
        body: JSON.stringify(body),
        ...(signal === undefined ? {} : { signal }),
      }),
      { principal: as, body, requestId: `request-${id}`, note: () => {} },
    );
    const messages = messagesOf(await response.text());
    const answer = messages.find((message) => message.id === id);
    const notifications = messages.filter((message) => message.id === undefined);
    // A call whose client has gone has no answer; its test does not look at one.
    return { ...answer, notifications } as McpAnswer;
  }

  const validators = new AjvJsonSchemaValidator();

  async function call(
    name: string,
    input: Record<string, unknown>,
    { answer, requestState, ...callOptions }: McpRoundOptions = {},
  ): Promise<McpAnswer> {
    const round = {
      ...(answer === undefined ? {} : { inputResponses: { approval: answer } }),
      ...(requestState === undefined ? {} : { requestState }),
    };
    const answered = await request('tools/call', { name, arguments: input, ...round }, callOptions);
    const schema = definitions.tools.find((tool) => tool.name === name)?.outputSchema;
    if (answered.result?.structuredContent !== undefined && schema !== undefined) {
      const check = validators.getValidator(JSON.parse(JSON.stringify(schema)))(answered.result.structuredContent);
      expect(check, `structuredContent of ${name}`).toMatchObject({ valid: true });
    }
    return answered;
  }

  return { service, executor, store, clock, log, request, call, close };
}

type JsonRpcMessage = Partial<McpAnswer> & McpAnswer['notifications'][number] & { readonly id?: number };

function messagesOf(text: string): JsonRpcMessage[] {
  if (text === '') return [];
  if (text.startsWith('{')) return [JSON.parse(text)];
  return text
    .split('\n')
    .filter((line) => line.startsWith('data: ') && line.length > 'data: '.length)
    .map((line) => JSON.parse(line.slice('data: '.length)));
}

/** The text that a model reads. */
export function textOf({ result }: McpAnswer): string {
  return result.content
    .filter(({ type }) => type === 'text')
    .map(({ text }) => text)
    .join('\n');
}
