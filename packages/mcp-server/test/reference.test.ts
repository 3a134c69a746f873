import type { Wire } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { openApiDocumentJson } from '../src/generated/openapi-document.ts';
import { documentedOperations, documentedSchemas } from './support/open-api-document.ts';
import { startTestServer } from './support/test-server.ts';

const OPEN = { key: 'none' } as const;

async function readPage(): Promise<{ readonly html: string; readonly headers: Headers }> {
  const { fetch } = await startTestServer();
  const response = await fetch('/reference', OPEN);
  return { html: await response.text(), headers: response.headers };
}

describe('GET /openapi.json', () => {
  it('is the document, for everybody', async () => {
    const { fetch } = await startTestServer();
    const response = await fetch('/openapi.json', OPEN);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.text()).toBe(openApiDocumentJson);
  });
});

describe.each(['/openapi.json', '/reference'])('GET %s again', (path) => {
  it.each<[string, (etag: string) => string]>([
    ['its tag', (etag) => etag],
    ['its tag as a proxy that compresses makes it', (etag) => `W/${etag}`],
    ['its tag among others', (etag) => `"another", ${etag}`],
    ['any tag', () => '*'],
  ])('sends nothing to who has it: %s', async (_, tag) => {
    const { fetch } = await startTestServer();
    const etag = (await fetch(path, OPEN)).headers.get('etag') ?? '';
    const again = await fetch(path, { ...OPEN, headers: { 'if-none-match': tag(etag) } });
    expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
    expect(again.headers.get('cache-control')).toBe('no-cache');
  });

  it('sends it to who has another', async () => {
    const { fetch } = await startTestServer();
    const again = await fetch(path, { ...OPEN, headers: { 'if-none-match': '"another"' } });
    expect(again.status).toBe(200);
  });
});

describe('GET /reference', () => {
  it('lets a browser load nothing but its own style', async () => {
    const { html, headers } = await readPage();
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style));
    expect(policy).toContain(`style-src 'sha256-${Buffer.from(digest).toString('base64')}'`);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(html).not.toMatch(/<script|<img|<link|<iframe|\son\w+=|\sstyle=|javascript:/i);
  });

  it('shows every operation with its path, its summary and a command', async () => {
    const { html } = await readPage();
    for (const { operationId, method, template } of documentedOperations) {
      const section = html.split(`<section id="${operationId}"`)[1]?.split('</section>')[0] ?? '';
      expect(section).toContain(`<code>${template}</code>`);
      expect(section).toContain(`>${method}</span>`);
      expect(section).toContain('<code>curl ');
    }
  });

  it('shows every parameter, answer, schema and property', async () => {
    const { html } = await readPage();
    const parameters = documentedOperations.flatMap((operation) => operation.parameters.map(({ name }) => name));
    const statuses = documentedOperations.flatMap((operation) => Object.keys(operation.responses));
    const properties = Object.values(documentedSchemas).flatMap((schema) => Object.keys(schema['properties'] ?? {}));
    const absent = [...parameters, ...statuses, ...properties].filter((name) => !html.includes(`<code>${name}</code>`));
    expect(absent).toEqual([]);
    const schemas = Object.keys(documentedSchemas).filter((name) => !html.includes(`id="schema-${name}"`));
    expect(schemas).toEqual([]);
  });

  it('has a target for every link, and each id once', async () => {
    const { html } = await readPage();
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    const links = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.filter((link) => !ids.includes(link))).toEqual([]);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(links.length).toBeGreaterThan(documentedOperations.length);
  });

  it('has headings that go down one level at a time', async () => {
    const { html } = await readPage();
    const levels = [...html.matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    const leaps = levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1);
    expect(leaps).toEqual([]);
  });

  it('is well formed: what is opened is closed', async () => {
    const { html } = await readPage();
    const open: string[] = [];
    for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*?>/g)) {
      if (['meta', 'br'].includes(name)) continue;
      if (slash === '') open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });

  it('escapes what the document says', async () => {
    const { html } = await readPage();
    expect(html).toContain('A webhook says &quot;look now&quot;');
    expect(html).not.toContain('<status>');
  });
});

describe('an answer to HEAD', () => {
  it.each([
    ['/openapi.json', 'application/json'],
    ['/reference', 'text/html; charset=utf-8'],
  ])('has the head of %s and no body', async (path, type) => {
    const { fetch } = await startTestServer();
    const response = await fetch(path, { ...OPEN, method: 'HEAD' });
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([200, type, '']);
  });

  it('is as GET would be for an execution that is not there', async () => {
    const { call } = await startTestServer();
    const { status, body } = await call<Wire['Problem'] | undefined>('HEAD', '/executions/some-id');
    expect([status, body]).toEqual([404, undefined]);
  });
});
