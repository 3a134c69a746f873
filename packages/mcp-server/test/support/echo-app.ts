import { Hono } from 'hono';
import type { ServerEnv } from '../../src/index.ts';

/** What an app was asked, as it saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
  readonly env: ServerEnv['Bindings'];
}

export interface EchoApp {
  readonly app: Hono<ServerEnv>;
  /** Every request, oldest first. */
  readonly seen: readonly SeenRequest[];
}

/** Makes an app that takes down what it is asked, and answers as it is told. */
export function createEchoApp(answer: () => Response | Promise<Response> = () => new Response(null)): EchoApp {
  const seen: SeenRequest[] = [];
  const app = new Hono<ServerEnv>();
  app.all('*', async ({ req, env }) => {
    const { method, url, headers } = req.raw;
    seen.push({ method, url, headers, body: await req.text(), env });
    return answer();
  });
  return { app, seen };
}
