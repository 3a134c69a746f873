import type { Wire } from '@sluice/core';
import type { Hono } from 'hono';
import { answerJson } from '../http/answer.ts';
import type { ServerEnv } from '../http/server-env.ts';

/** `GET /healthz`, for everybody. */
export function addHealth(app: Hono<ServerEnv>): void {
  app.get('/healthz', (context) => answerJson(context, { status: 'ok' } satisfies Wire['Health']));
}
