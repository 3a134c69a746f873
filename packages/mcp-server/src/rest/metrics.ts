import { type Principal, requireScope, SluiceError } from '@sluice/core';
import type { Hono } from 'hono';
import { answerText } from '../http/answer.ts';
import type { ServerEnv } from '../http/server-env.ts';
import type { ServerMetrics } from '../telemetry/server-metrics.ts';

/** `GET /metrics` */
export function addMetrics(app: Hono<ServerEnv>, metrics: ServerMetrics): void {
  app.get('/metrics', async (context) => {
    const principal = context.get('principal');
    requireScope(principal, 'read');
    requireWholeReach(principal);
    return answerText(context, await metrics.render(), 200, { 'content-type': metrics.contentType });
  });
}

/** The numbers are of all pipelines and environments, and name them. */
function requireWholeReach({ id, environments, pipelines }: Principal): void {
  if (environments === undefined && pipelines === undefined) return;
  throw new SluiceError({
    code: 'forbidden',
    message: `${id} is limited to some environments or pipelines, and the metrics are of all of them. Use a key without such a limit.`,
  });
}
