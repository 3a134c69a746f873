import { fileURLToPath } from 'node:url';
import { Client, StreamableHTTPClientTransport, type VersionNegotiationMode } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioClientTransportV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as StreamableHTTPClientTransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { createServerLogger, startPipelineServer } from '../../src/index.ts';
import { createMcpWorld, WORLD_KEY, WORLD_WAIT_MS } from './mcp-world.ts';

/** What a tool call came back with, as every client tells it. */
export interface DrivenResult {
  readonly isError?: boolean | undefined;
  readonly content: readonly { readonly type: string; readonly text?: string }[];
  readonly structuredContent?: Record<string, unknown> | undefined;
}

/** One kind of client over one transport, connected to a server of its own. */
export interface McpDriver {
  /**
   * Whether it can show a form to a person; it says yes to every one. Before 2026-07-28 that takes a connection that the
   * server can ask over.
   */
  readonly canAsk: boolean;
  listTools(): Promise<readonly string[]>;
  /** With `onProgress`, asks for progress. */
  callTool(name: string, input: Record<string, unknown>, onProgress?: OnProgress): Promise<DrivenResult>;
  readResource(uri: string): Promise<string>;
  getPrompt(name: string, input: Record<string, string>): Promise<string>;
  close(): Promise<void>;
}

type OnProgress = (progress: { readonly progress: number }) => void;

export type McpTransport = 'http' | 'stdio';

export const CLIENTS: Readonly<Record<string, (transport: McpTransport) => Promise<McpDriver>>> = {
  'SDK client 1.x': connectV1,
  'SDK client 2.x, legacy': (transport) => connectV2(transport, 'legacy'),
  'SDK client 2.x, modern': (transport) => connectV2(transport, { pin: '2026-07-28' }),
  'SDK client 2.x, auto': (transport) => connectV2(transport, 'auto'),
};

/** What starts the server as an MCP host would. */
export const STDIO_COMMAND: { readonly command: string; readonly args: string[] } = {
  command: process.execPath,
  args: [fileURLToPath(new URL('mcp-stdio-server.ts', import.meta.url))],
};

/** Starts the pipeline server as it is in production, on a free port. */
export async function startHttpWorld(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const world = await createMcpWorld();
  const { service, authenticate } = world;
  const logger = createServerLogger({ level: 'silent' });
  const mcp = { waitMs: WORLD_WAIT_MS };
  const server = await startPipelineServer({ service, authenticate, logger, mcp, port: 0 });
  return {
    url: `${server.url}/mcp`,
    async close() {
      await server.close();
      await world.close();
    },
  };
}

/** What an HTTP client sends along. */
export const HEADERS: Readonly<Record<string, string>> = { 'x-api-key': WORLD_KEY };
const YES = { action: 'accept' as const, content: { approve: true } };
const INFO = { name: 'driver', version: '1.0.0' };

async function connectV1(kind: McpTransport): Promise<McpDriver> {
  const world = kind === 'http' ? await startHttpWorld() : undefined;
  const transport =
    world === undefined
      ? new StdioClientTransportV1({ ...STDIO_COMMAND, stderr: 'inherit' })
      : new StreamableHTTPClientTransportV1(new URL(world.url), { requestInit: { headers: HEADERS } });
  const client = new ClientV1(INFO, { capabilities: { elicitation: {} } });
  client.setRequestHandler(ElicitRequestSchema, async () => YES);
  // The SDK's own transport does not fit its own interface under `exactOptionalPropertyTypes`.
  await client.connect(transport as Parameters<typeof client.connect>[0]);
  return driverOf(client, kind === 'stdio', world);
}

async function connectV2(kind: McpTransport, mode: VersionNegotiationMode): Promise<McpDriver> {
  const world = kind === 'http' ? await startHttpWorld() : undefined;
  const transport =
    world === undefined
      ? new StdioClientTransport({ ...STDIO_COMMAND, stderr: 'inherit' })
      : new StreamableHTTPClientTransport(new URL(world.url), { requestInit: { headers: HEADERS } });
  const client = new Client(INFO, { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode } });
  client.setRequestHandler('elicitation/create', async () => YES);
  await client.connect(transport);
  return driverOf(client, kind === 'stdio' || client.getProtocolEra() === 'modern', world);
}

/** What the clients of both SDKs have in common. */
interface AnyClient {
  listTools(): Promise<{ readonly tools: readonly { readonly name: string }[] }>;
  readResource(params: { uri: string }): Promise<{ readonly contents: readonly unknown[] }>;
  getPrompt(params: {
    name: string;
    arguments: Record<string, string>;
  }): Promise<{ readonly messages: readonly unknown[] }>;
  close(): Promise<void>;
}

function driverOf(
  client: Client | ClientV1,
  canAsk: boolean,
  world: { close(): Promise<void> } | undefined,
): McpDriver {
  const any: AnyClient = client;
  return {
    canAsk,
    listTools: async () => (await any.listTools()).tools.map(({ name }) => name),
    async callTool(name, input, onprogress) {
      const params = { name, arguments: input };
      const options = onprogress === undefined ? {} : { onprogress };
      const call =
        client instanceof Client ? client.callTool(params, options) : client.callTool(params, undefined, options);
      return (await call) as DrivenResult;
    },
    readResource: async (uri) => JSON.stringify((await any.readResource({ uri })).contents),
    getPrompt: async (name, input) => JSON.stringify((await any.getPrompt({ name, arguments: input })).messages),
    async close() {
      await client.close();
      await world?.close();
    },
  };
}
