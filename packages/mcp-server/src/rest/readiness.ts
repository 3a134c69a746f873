import type { Hono } from 'hono';
import { answerJson } from '../http/answer.ts';
import type { ServerEnv } from '../http/server-env.ts';
import type { Readiness } from '../telemetry/readiness.ts';

/** `GET /readyz`, for everybody. */
export function addReadiness(app: Hono<ServerEnv>, { readiness }: { readonly readiness: Readiness }): void {
  app.get('/readyz', async (context) => {
    const answer = await readiness.check();
    return answerJson(context, answer, answer.status === 'not_ready' ? 503 : 200);
  });
}
