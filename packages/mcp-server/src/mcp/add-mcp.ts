import type { Hono } from 'hono';
import type { BodyLimits } from '../http/body-bytes.ts';
import { readMcpMessage } from '../http/json-body.ts';
import type { ServerEnv } from '../http/server-env.ts';
import { traceMcp } from '../telemetry/trace-mcp.ts';
import type { McpEndpoint } from './endpoint.ts';

/** `POST /mcp` */
export function addMcp(
  app: Hono<ServerEnv>,
  { endpoint, bodyLimits }: { readonly endpoint: McpEndpoint; readonly bodyLimits: BodyLimits },
): void {
  app.post('/mcp', async (context) => {
    const request = context.req.raw;
    const body = await readMcpMessage(request, bodyLimits);
    const principal = context.get('principal');
    const requestId = context.get('requestId');
    return traceMcp(body, (trace) =>
      endpoint.fetch(request, {
        principal,
        body,
        requestId,
        stopping: context.env?.stopping,
        note(facts) {
          context.set('mcp', facts);
          trace(facts);
        },
      }),
    );
  });
}
