import type { Hono } from 'hono';
import { openApiDocumentJson } from '../generated/openapi-document.ts';
import { fixedText, fixedTextResponse } from '../http/fixed-text.ts';
import type { ServerEnv } from '../http/server-env.ts';

/** `GET /openapi.json`, for everybody. */
export function addOpenApiDocument(app: Hono<ServerEnv>): void {
  const document = fixedText(openApiDocumentJson, { 'content-type': 'application/json' });
  app.get('/openapi.json', (context) => fixedTextResponse(context, document));
}
