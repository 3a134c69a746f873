/* What a user would write by hand: the same answers from memory, without keys, limits, records or logs. */
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { EXECUTION } from './execution.ts';
import { listening } from './servers.ts';

const app = new Hono();
app.get('/executions/:execution_id', (context) => context.json(EXECUTION));
app.post('/execute', async (context) => {
  const { environment, parameters } = await context.req.json<Record<string, unknown>>();
  return context.json({ ...EXECUTION, environment, parameters }, 202);
});
const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
  const url = `http://127.0.0.1:${port}`;
  listening({ url, executionId: EXECUTION.execution_id }, async () => {
    server.close();
  });
});
