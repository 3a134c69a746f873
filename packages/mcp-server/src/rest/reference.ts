import type { Hono } from 'hono';
import { openApiDocumentJson } from '../generated/openapi-document.ts';
import { type FixedText, fixedText, fixedTextResponse } from '../http/fixed-text.ts';
import type { ServerEnv } from '../http/server-env.ts';
import { renderReferencePage } from '../reference-page/reference-page.ts';

/** `GET /reference`, for everybody: rendered when the first one asks. */
export function addReference(app: Hono<ServerEnv>): void {
  let prepared: Promise<FixedText> | undefined;
  app.get('/reference', async (context) => {
    prepared ??= referencePage();
    return fixedTextResponse(context, await prepared);
  });
}

async function referencePage(): Promise<FixedText> {
  const { html, contentSecurityPolicy } = await renderReferencePage(JSON.parse(openApiDocumentJson));
  return fixedText(html, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': contentSecurityPolicy,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
}
