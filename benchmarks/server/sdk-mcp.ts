/* What the SDK's own examples show: a server that registers its 20 tools for every request, and answers from memory. */
import { serve } from '@hono/node-server';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { Hono } from 'hono';
import * as z from 'zod';
import { EXECUTION } from './execution.ts';
import { listening } from './servers.ts';

const TOOLS = 20;
const inputSchema = z.object({ execution_id: z.string(), wait_seconds: z.number().optional() });
const outputSchema = z.looseObject({ execution_id: z.string(), status: z.string(), version: z.number() });
const content = [{ type: 'text' as const, text: JSON.stringify(EXECUTION) }];

function createServer(): McpServer {
  const server = new McpServer({ name: 'peer', version: '1.0.0' });
  for (let index = 0; index < TOOLS; index += 1) {
    const name = index === 0 ? 'get_execution' : `tool_${index}`;
    server.registerTool(name, { description: 'Gets an execution.', inputSchema, outputSchema }, () => ({
      content,
      structuredContent: { ...EXECUTION },
    }));
  }
  return server;
}

const handler = createMcpHandler(createServer);
const app = new Hono();
app.post('/mcp', (context) => handler.fetch(context.req.raw));
const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
  const url = `http://127.0.0.1:${port}`;
  listening({ url, executionId: EXECUTION.execution_id }, async () => {
    await handler.close();
    server.close();
  });
});
