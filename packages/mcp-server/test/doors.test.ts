import type { Wire } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import type { DoorRequest } from './support/door-request.ts';
import { DOORS, type Door, type Send } from './support/doors.ts';
import { mcpRequest } from './support/mcp-message.ts';
import { KEYS, startTestServer } from './support/test-server.ts';

const HTTP_DOORS = DOORS.filter(({ carries }) => carries === 'http');
const JSON_TYPE = { 'content-type': 'application/json' };
const TEAM = { 'x-api-key': KEYS.all, 'x-request-id': 'the-same' };

/** What differs by the way, and nobody relies on. */
const HEADERS_OF_THE_WAY = ['date', 'connection', 'keep-alive', 'transfer-encoding', 'content-length'];

async function seenThrough(send: Send, request: DoorRequest): Promise<unknown> {
  const response = await send(request);
  const headers = [...response.headers].filter(([name]) => !HEADERS_OF_THE_WAY.includes(name));
  return { status: response.status, headers: Object.fromEntries(headers), body: await response.text() };
}

/** A story that every door must tell in the same words. */
const STORY: readonly DoorRequest[] = [
  { method: 'GET', path: '/healthz', headers: { 'x-request-id': 'the-same' } },
  { method: 'GET', path: '/pipelines', headers: { 'x-request-id': 'the-same' } },
  { method: 'GET', path: '/pipelines', headers: { ...TEAM, 'x-api-key': 'no-such-key-00000000' } },
  { method: 'GET', path: '/pipelines', headers: TEAM },
  {
    method: 'POST',
    path: '/execute',
    headers: { ...TEAM, ...JSON_TYPE, 'idempotency-key': 'the-same' },
    body: '{"pipeline_type":"app","environment":"dev","tenant_id":"Zürich ☂"}',
  },
  {
    method: 'POST',
    path: '/execute',
    headers: { ...TEAM, ...JSON_TYPE, 'Idempotency-Key': 'the-same' },
    body: '{"pipeline_type":"app","environment":"dev","tenant_id":"Zürich ☂"}',
  },
  { method: 'GET', path: '/executions/execution-1', headers: TEAM },
  { method: 'HEAD', path: '/executions/execution-1', headers: TEAM },
  { method: 'GET', path: '/executions/execution-1/log', headers: TEAM },
  { method: 'GET', path: '/executions/execution-1/events', headers: TEAM },
  { method: 'GET', path: '/executions/none%20such', headers: TEAM },
  { method: 'GET', path: '/executions/a%3Fb%23c', headers: TEAM },
  { method: 'GET', path: '/executions?environment=dev&status=queued&status=running', headers: TEAM },
  { method: 'GET', path: '/executions?environment=dev&tenant_id=Z%C3%BCrich%20%E2%98%82', headers: TEAM },
  { method: 'GET', path: '/executions?environment=dev&created_from=2026-01-01T00%3A00%3A00%2B01%3A00', headers: TEAM },
  { method: 'GET', path: '/executions?environment=', headers: TEAM },
  { method: 'GET', path: '/executions?environment=dev&environment=prod', headers: TEAM },
  { method: 'POST', path: '/executions/execution-1/cancel', headers: TEAM },
  { method: 'DELETE', path: '/execute', headers: TEAM },
  { method: 'GET', path: '/nowhere', headers: TEAM },
  { method: 'POST', path: '/execute', headers: { ...TEAM, ...JSON_TYPE }, body: '{"pipeline_type":' },
  { method: 'POST', path: '/execute', headers: { ...TEAM, 'content-type': 'text/plain' }, body: '{}' },
  { method: 'POST', path: '/execute', headers: { ...TEAM, ...JSON_TYPE }, body: `"${'x'.repeat(70_000)}"` },
];

const EXECUTE = '{"pipeline_type":"app","environment":"dev"}';

const ODD_PATHS = [
  '//execute',
  '/x/../execute',
  '/x/%2e%2E/execute',
  '/x%2f..%2fexecute',
  '/x\\\\execute',
  '/execute%00',
];

const REPEATED = /[?&](\w+)=.*&\1=/;

async function tell(door: Door, story: readonly DoorRequest[]): Promise<unknown[]> {
  const send = door.open(await startTestServer());
  const seen: unknown[] = [];
  for (const request of story) seen.push(await seenThrough(send, request));
  return seen;
}

/** A story in MCP, which stdio must tell in the same words too. */
const MCP_STORY: readonly DoorRequest[] = [
  mcpRequest('server/discover', {}, TEAM),
  mcpRequest('tools/list', {}, TEAM),
  mcpRequest('tools/call', { name: 'get_execution', arguments: { execution_id: 'none' } }, TEAM),
  mcpRequest('tools/call', { name: 'list_executions', arguments: { environment: 'dev' } }, TEAM),
  mcpRequest('tools/call', { name: 'list_executions', arguments: {} }, TEAM),
  mcpRequest('tools/call', { name: 'approve_everything', arguments: {} }, TEAM),
  mcpRequest('resources/list', {}, TEAM),
  mcpRequest('prompts/list', {}, TEAM),
  mcpRequest('no/such/method', {}, TEAM),
];

describe('MCP', () => {
  it.each(DOORS.slice(1))('says the same through $name as through Node', async (door) => {
    const bodies: unknown[][] = [];
    for (const { open } of [DOORS[0] ?? door, door]) {
      const send = open(await startTestServer(), { apiKey: KEYS.all });
      const seen: unknown[] = [];
      for (const request of MCP_STORY) seen.push(JSON.parse(await (await send(request)).text()));
      bodies.push(seen);
    }
    const [expected = [], seen = []] = bodies;
    expect(expected[1]).toMatchObject({ result: { tools: expect.arrayContaining([expect.anything()]) } });
    MCP_STORY.forEach((request, index) => {
      expect(seen[index], String(request.body)).toEqual(expected[index]);
    });
  });
});

describe('each door', () => {
  const [node, ...others] = HTTP_DOORS;
  it.each(others)('$name answers as Node does', async (door) => {
    if (node === undefined) throw new Error('there is no door');
    const story = door.dropsRepeats ? STORY.filter(({ path }) => !REPEATED.test(path)) : STORY;
    const expected = await tell(node, story);
    const seen = await tell(door, story);
    story.forEach((request, index) => {
      expect(seen[index], `${request.method} ${request.path}`).toEqual(expected[index]);
    });
  });

  it.each(HTTP_DOORS)('$name passes a body of bytes on as it is', async ({ open }) => {
    const send = open(await startTestServer());
    const body = new TextEncoder().encode('{"pipeline_type":"app","environment":"dev","tenant_id":"Ω"}');
    const response = await send({ method: 'POST', path: '/execute', headers: { ...TEAM, ...JSON_TYPE }, body });
    expect(response.status).toBe(202);
    expect(((await response.json()) as Wire['Execution']).tenant_id).toBe('Ω');
  });

  it.each(HTTP_DOORS)('$name lets no path be taken for another one', async ({ open }) => {
    const send = open(await startTestServer());
    for (const path of ODD_PATHS) {
      const response = await send({ method: 'POST', path, headers: { ...TEAM, ...JSON_TYPE }, body: EXECUTE });
      const { code }: Wire['Problem'] = JSON.parse(await response.text());
      expect([path.slice(0, 40), response.status, code]).toEqual([path.slice(0, 40), 400, 'invalid_request']);
    }
  });
});
