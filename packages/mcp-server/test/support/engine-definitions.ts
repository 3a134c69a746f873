import { type CallToolResult, InMemoryServerEventBus } from '@modelcontextprotocol/server';
import { type JsonSchema, type Principal, SluiceError } from '@sluice/core';
import type { McpCallContext, McpDefinitions, ToolDefinition } from '../../src/mcp/definitions.ts';

export const SECRET = 'glpat-secret0secret0secret';

/** Definitions that show what the engine does with them, and what goes on in their calls. */
export interface EngineDefinitions {
  readonly definitions: McpDefinitions;
  readonly bus: InMemoryServerEventBus;
  /** Resolves with the context of the next call of the tool `hold`, which goes on until something ends it. */
  nextHeld(): Promise<McpCallContext>;
  /** Lets the calls of `hold` and `step` return. */
  readonly release: () => void;
}

export function createEngineDefinitions(): EngineDefinitions {
  const bus = new InMemoryServerEventBus();
  const released = Promise.withResolvers<void>();
  const waiting: ((context: McpCallContext) => void)[] = [];
  const tools = [
    echo,
    tool('fail', async ({ code }) => {
      throw failureOf(String(code));
    }),
    tool('progress', async (_, { progress }) => {
      for (const done of [1, 2, 2, 1, 3]) progress?.(done, 3, `Step ${done}`);
      return text('Done');
    }),
    tool('step', async (_, { progress }) => {
      progress?.(1, 2, 'Step 1');
      await released.promise;
      return text('Done');
    }),
    tool('hold', async (_, context) => {
      for (const resolve of waiting.splice(0)) resolve(context);
      return await Promise.race([endOf(context), released.promise.then(() => text('Released'))]);
    }),
    tool('ask', async (_, { canElicit, inputResponses, requestState }) => {
      if (!canElicit) return text('Nobody can be asked.');
      const answer = inputResponses['sure'];
      if (answer !== undefined) return text(`${JSON.stringify(answer)} with ${requestState}`);
      const requestedSchema = { type: 'object' as const, properties: { yes: { type: 'boolean' as const } } };
      return {
        resultType: 'input_required',
        requestState: 'the-state',
        inputRequests: {
          sure: { method: 'elicitation/create', params: { mode: 'form', message: 'Sure?', requestedSchema } },
        },
      };
    }),
    tool('job', async (_, { declaresTasks }) => {
      if (!declaresTasks) return text('Done at once');
      return { resultType: 'task', status: 'working', ...TASK };
    }),
    tool('careless_job', async () => ({ resultType: 'task', status: 'working', ...TASK })),
    { ...tool('approve', async () => text('Approved')), scope: 'approve' as const },
    {
      ...tool('only_here', async ({ environment }) => text(String(environment))),
      visibleTo: ({ environments }: Principal) => environments !== undefined,
      inputSchema: ({ environments = [] }: Principal): JsonSchema => ({
        type: 'object',
        properties: { environment: { type: 'string', enum: environments } },
        required: ['environment'],
      }),
    },
  ];
  return {
    bus,
    release: released.resolve,
    nextHeld: () => new Promise((resolve) => waiting.push(resolve)),
    definitions: {
      tools,
      resources: [{ uri: 'test://one', name: 'One', read: async (uri) => ({ contents: [{ uri, text: 'The one' }] }) }],
      resourceTemplates: [
        {
          uriTemplate: 'test://things/{id}',
          name: 'Things',
          async read(uri, { id }) {
            if (id === 'none') throw new SluiceError({ code: 'execution_not_found', message: 'There is none.' });
            if (id === 'broken') throw new TypeError(`broken by ${SECRET}`);
            return { contents: [{ uri, text: `Thing ${id}` }] };
          },
          complete: { id: (typed) => Array.from({ length: 150 }, (_, index) => `${typed}${index}`) },
        },
      ],
      prompts: [
        {
          name: 'describe',
          title: 'Describe',
          description: 'Describes a thing.',
          arguments: [{ name: 'thing', required: true }, { name: 'style' }],
          get: async ({ thing }) => ({
            messages: [{ role: 'user', content: { type: 'text', text: `Describe ${thing}` } }],
          }),
          complete: { style: (typed, { thing }) => [`${typed}${thing}`] },
        },
      ],
      tasks: {
        async get(taskId) {
          if (taskId !== TASK.taskId) throw new SluiceError({ code: 'execution_not_found', message: 'There is none.' });
          return { ...TASK, status: 'completed', result: text('The job is done') };
        },
        update: async () => {},
        cancel: async () => {},
      },
    },
  };
}

const TASK = {
  taskId: 'task-1',
  createdAt: '2026-01-01T00:00:00.000Z',
  lastUpdatedAt: '2026-01-01T00:00:00.000Z',
  ttlMs: null,
  pollIntervalMs: 10,
};

function tool(name: string, call: ToolDefinition['call']): ToolDefinition {
  const inputSchema: JsonSchema = { type: 'object', properties: { code: { type: 'string' } } };
  return {
    name,
    title: name,
    description: `The tool ${name}.`,
    inputSchema,
    annotations: { readOnlyHint: true },
    call,
  };
}

const echo: ToolDefinition = {
  ...tool('echo', async (input, { noteExecution }) => {
    noteExecution('execution-7');
    return { ...text(JSON.stringify(input)), structuredContent: { ...input } };
  }),
  inputSchema: {
    type: 'object',
    properties: {
      environment: { type: 'string', enum: ['dev', 'prod'] },
      wait_seconds: { type: 'integer', minimum: 0, maximum: 25 },
      name: { type: 'string', minLength: 2, maxLength: 5 },
      parameters: { type: 'object', properties: { region: { type: 'string' } }, additionalProperties: false },
    },
    required: ['environment'],
    additionalProperties: false,
  },
  outputSchema: { type: 'object', properties: { environment: { type: 'string' } } },
};

function text(value: string): CallToolResult {
  return { content: [{ type: 'text', text: value }] };
}

function failureOf(code: string): unknown {
  if (code === 'crash') return new TypeError(`crashed with ${SECRET} at ci.internal.example`);
  return new SluiceError({
    code: 'concurrency_conflict',
    message: 'Another execution is unfinished.',
    executionId: 'execution-9',
    retryable: true,
    retryAfterMs: 1500,
    fields: [{ field: 'environment', message: 'is taken', allowed: ['dev', 'test'] }],
  });
}

/** Ends as a wait does: with the reason when nobody listens any more, with how things are when the server closes. */
function endOf({ signal, stopping }: McpCallContext): Promise<CallToolResult> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
    stopping.addEventListener('abort', () => resolve(text('It goes on; the server closes.')));
  });
}
