import { describe, expect, it } from 'vitest';
import { texts } from './support/open-api-event.ts';
import { createProxyBench, json, list, running } from './support/proxy-bench.ts';

const proxy = createProxyBench();

function listed(values: Readonly<Record<string, string>>): ReturnType<typeof proxy.ask> {
  return proxy.ask({ ...list, parameters: texts(values) });
}

describe('a list of executions', () => {
  it('is a few of them, each in short', async () => {
    const failed = {
      ...running,
      execution_id: 'exec-2',
      status: 'failed',
      failure: { code: 'pipeline_failed', message: 'Exit 1' },
    };
    proxy.respond = json(200, { executions: [running, failed], next_cursor: 'c 2' });
    const { body } = await listed({ environment: 'dev' });
    expect(proxy.received).toMatchObject([{ method: 'GET', url: '/executions?environment=dev&limit=5' }]);
    expect(body).toEqual({
      message: '2 of dev, newest first. There may be more: go on with the cursor c 2.',
      executions: [
        {
          execution_id: 'exec-1',
          status: 'running',
          pipeline_type: 'bootstrap',
          tenant_id: 'acme',
          requested_by: 'agents',
          created_at: '2026-01-01T00:00:00.000Z',
          url: 'https://gitlab.example.com/p/-/pipelines/77',
        },
        expect.objectContaining({ execution_id: 'exec-2', status: 'failed', failure: 'Exit 1' }),
      ],
      next_cursor: 'c 2',
    });
    expect(proxy.recorded).toEqual([]);
  });

  it('is of those that are asked for', async () => {
    proxy.respond = json(200, { executions: [] });
    const { body } = await proxy.ask({
      ...list,
      parameters: [
        ...texts({
          environment: 'a&b',
          pipeline_type: 'app',
          tenant_id: 'acme',
          status: 'awaiting_approval',
          cursor: 'c&1',
        }),
        { name: 'limit', type: 'integer', value: '10' },
      ],
    });
    const query = new URL(proxy.received[0]?.url ?? '', 'http://server').searchParams;
    expect(Object.fromEntries(query)).toEqual({
      environment: 'a&b',
      pipeline_type: 'app',
      tenant_id: 'acme',
      status: 'awaiting_approval',
      cursor: 'c&1',
      limit: '10',
    });
    expect(body['message']).toBe('There are no such executions in a&b.');
  });

  it('may be an empty page that goes on', async () => {
    proxy.respond = json(200, { executions: [], next_cursor: 'c3' });
    expect((await listed({ environment: 'dev' })).body['message']).toMatch(
      /on this page\. There may be more: .* c3\.$/,
    );
  });

  it('may be the last page', async () => {
    proxy.respond = json(200, { executions: [running] });
    expect((await listed({ environment: 'dev' })).body['message']).toBe('1 of dev, newest first. There are no more.');
  });

  it.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['no environment', {}, /environment must be the name of an environment; ask the user/],
    ['a status that does not exist', { environment: 'dev', status: 'done' }, /status must be .*awaiting_approval/],
    ['too many', { environment: 'dev', limit: '11' }, /limit must be a whole number from 1 to 10/],
  ])('is not asked for with %s', async (_, values, expected) => {
    const { status, body } = await listed(values);
    expect(status).toBe(400);
    expect(body['message']).toMatch(expected);
    expect(proxy.received).toEqual([]);
  });

  it('that the server answers in another form is not passed on', async () => {
    proxy.respond = json(200, { executions: [{ execution_id: 'exec-1' }] });
    expect(await listed({ environment: 'dev' })).toMatchObject({ status: 502, body: { code: 'invalid_answer' } });
  });
});
