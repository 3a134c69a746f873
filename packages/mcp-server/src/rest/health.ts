import type { Wire } from '@sluice/core';
import type { Hono } from 'hono';
import type { ServerEnv } from '../http/server-env.ts';

/** `GET /healthz`, for everybody. */
export function addHealth(app: Hono<ServerEnv>): void {
  app.get('/healthz', (context) => context.json({ status: 'ok' } satisfies Wire['Health']));
}
