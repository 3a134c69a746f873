import { requireScope } from '@sluice/core';
import type { Hono } from 'hono';
import type { ServerEnv } from '../http/server-env.ts';
import type { ServerMetrics } from '../telemetry/server-metrics.ts';

/** `GET /metrics` */
export function addMetrics(app: Hono<ServerEnv>, metrics: ServerMetrics): void {
  app.get('/metrics', async (context) => {
    requireScope(context.get('principal'), 'read');
    return context.body(await metrics.render(), 200, { 'Content-Type': metrics.contentType });
  });
}
