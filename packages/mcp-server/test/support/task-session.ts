import { Client, type JSONRPCMessage, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import {
  type ApplicationInputRequest,
  createTaskSessionFromClient,
  type RawClientDispatch,
  type TaskEnabledSession,
} from '@modelcontextprotocol/ext-tasks/client';
import { HEADERS, type McpTransport, STDIO_COMMAND, startHttpWorld } from './mcp-drivers.ts';

const VERSION = '2026-07-28';
const CLIENT_INFO = { name: 'task-session', version: '1.0.0' };
const CAPABILITIES = { elicitation: { form: {} } };

export interface TaskSession {
  readonly session: TaskEnabledSession;
  /** What the person was asked; the answer is always yes. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** Connects the tasks extension's own client to a server of its own. */
export async function connectTaskSession(kind: McpTransport): Promise<TaskSession> {
  const client = new Client(CLIENT_INFO, {
    capabilities: CAPABILITIES,
    versionNegotiation: { mode: { pin: VERSION } },
  });
  const { transport, rawDispatch, close } = await (kind === 'http' ? overHttp() : overStdio());
  await client.connect(transport);
  const asked: string[] = [];
  const session = createTaskSessionFromClient(client, {
    endpointId: 'sluice',
    rawDispatch,
    v2RequestFraming: { protocolVersion: VERSION, clientInfo: CLIENT_INFO, clientCapabilities: CAPABILITIES },
    onInputRequest: async (request: ApplicationInputRequest) => {
      asked.push(String(request.params?.['message']));
      // The answer fits the only kind of question that the server asks; the type stands for all kinds.
      return { action: 'accept', content: { approve: true } } as never;
    },
  });
  return {
    session,
    asked,
    async close() {
      await session.close();
      await client.close();
      await close();
    },
  };
}

interface Connection {
  readonly transport: StreamableHTTPClientTransport | StdioClientTransport;
  /** Sends what the SDK's client refuses to read: results that are tasks. */
  readonly rawDispatch: RawClientDispatch;
  close(): Promise<void>;
}

async function overHttp(): Promise<Connection> {
  const world = await startHttpWorld();
  let id = 0;
  return {
    transport: new StreamableHTTPClientTransport(new URL(world.url), { requestInit: { headers: HEADERS } }),
    close: world.close,
    async rawDispatch(request) {
      const { method, params } = request as { method: string; params: Record<string, unknown> };
      const name = params['name'] ?? params['taskId'];
      const response = await fetch(world.url, {
        method: 'POST',
        headers: {
          ...HEADERS,
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          'mcp-protocol-version': VERSION,
          'mcp-method': method,
          ...(typeof name === 'string' ? { 'mcp-name': name } : {}),
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params }),
      });
      return outcomeOf(await response.json());
    },
  };
}

async function overStdio(): Promise<Connection> {
  const raw = new StdioClientTransport({ ...STDIO_COMMAND, stderr: 'inherit' });
  const waiting = new Map<number, (message: JSONRPCMessage) => void>();
  raw.onmessage = (message) => {
    if ('id' in message && typeof message.id === 'number') waiting.get(message.id)?.(message);
  };
  await raw.start();
  let id = 0;
  return {
    transport: new StdioClientTransport({ ...STDIO_COMMAND, stderr: 'inherit' }),
    close: () => raw.close(),
    async rawDispatch(request) {
      const own = ++id;
      const { promise, resolve } = Promise.withResolvers<JSONRPCMessage>();
      waiting.set(own, resolve);
      await raw.send({ jsonrpc: '2.0', id: own, ...(request as { method: string }) });
      return outcomeOf(await promise);
    },
  };
}

type Outcome = Awaited<ReturnType<RawClientDispatch>>;

function outcomeOf(message: unknown): Outcome {
  const { result, error } = message as { result: unknown; error?: unknown };
  const outcome = error === undefined ? { kind: 'result', result } : { kind: 'error', error };
  return outcome as Outcome;
}
