import { listen } from '@sluice/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkAgainstDocument, checkedFetch, type SeenResponse } from './support/open-api-contract.ts';

const EXECUTION = JSON.stringify({
  execution_id: 'some-id',
  version: 1,
  pipeline_type: 'bootstrap',
  environment: 'dev',
  parameters: {},
  status: 'queued',
  requested_by: 'team',
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
  last_change: { type: 'execution.queued', actor: 'sluice' },
});
const JSON_TYPE = { 'content-type': 'application/json' };
const HEALTH: SeenResponse = {
  method: 'GET',
  path: '/healthz',
  status: 200,
  headers: new Headers(JSON_TYPE),
  body: '{"status":"ok"}',
};
const REPLAY = { method: 'POST', path: '/execute', body: EXECUTION };

describe('the check against the document', () => {
  it.each<[string, Partial<SeenResponse>]>([
    ['what the document has', {}],
    [
      'a header that the document has',
      { ...REPLAY, headers: new Headers({ ...JSON_TYPE, 'idempotency-replayed': 'true' }) },
    ],
    ['an answer to HEAD without a body', { method: 'HEAD', body: '' }],
    ['an answer without a body where none is documented', { path: '/openapi.json', status: 304, body: '' }],
  ])('accepts %s', (_, change) => {
    expect(() => checkAgainstDocument({ ...HEALTH, ...change })).not.toThrow();
  });

  it.each<[string, Partial<SeenResponse>, string]>([
    ['another body', { body: '{"status":"fine"}' }, 'has a body that is not as documented'],
    ['another property', { body: '{"status":"ok","version":1}' }, 'has a body that is not as documented'],
    ['a body where there is none', { path: '/openapi.json', status: 304 }, 'has a body where there is none'],
    ['another status', { status: 204 }, 'has a status that the document lacks'],
    [
      'another content type',
      { headers: new Headers({ 'content-type': 'text/html' }) },
      'is text/html, not application/json',
    ],
    ['a path that is not there', { path: '/health' }, 'is from a path that the document lacks'],
    ['a path that only looks alike', { path: '/openapi-json' }, 'is from a path that the document lacks'],
    ['a method that is not there', { method: 'POST' }, 'is from a path that the document lacks'],
    ['a missing header', REPLAY, 'has Idempotency-Replayed: null'],
    [
      'an error that is no problem',
      { path: '/nothing', status: 404 },
      'is application/json, not application/problem+json',
    ],
  ])('refuses %s', (_, change, reason) => {
    expect(() => checkAgainstDocument({ ...HEALTH, ...change })).toThrow(reason);
  });
});

describe('checkedFetch', () => {
  async function answering(body: string, contentType: string): Promise<string> {
    const { url, close } = await listen(() => new Response(body, { headers: { 'content-type': contentType } }), 0);
    onTestFinished(close);
    return url;
  }

  it('refuses what the document does not have', async () => {
    const url = await answering('{"status":"fine"}', 'application/json');
    await expect(checkedFetch(`${url}/healthz`)).rejects.toThrow('has a body that is not as documented');
  });

  it.each([
    ['no event of that stream', 'event: logs\ndata: {}\n\n', 'an event "logs"'],
    ['an event of another shape', 'event: log\ndata: {"content":1}\n\n', 'expected string'],
    ['no JSON', 'event: log\ndata: hello\n\n', 'not valid JSON'],
  ])('breaks a stream off at what is %s', async (_, event, reason) => {
    const url = await answering(`: first\n\n${event}`, 'text/event-stream');
    const response = await checkedFetch(`${url}/executions/some-id/log`);
    await expect(response.text()).rejects.toThrow(reason);
  });

  it('hands a stream on that is as documented', async () => {
    const stream = 'event: complete\ndata: {}\n\n';
    const url = await answering(stream, 'text/event-stream; charset=utf-8');
    expect(await (await checkedFetch(`${url}/executions/some-id/log`)).text()).toBe(stream);
  });
});
