import type { Wire } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { type EventParameter, texts } from './support/open-api-event.ts';
import { createProxyBench, deploy, follow, json, running, SERVER_KEY } from './support/proxy-bench.ts';

const proxy = createProxyBench();

describe('a request to execute a pipeline', () => {
  it('goes to the server with its key, environment and tenant apart from the parameters', async () => {
    await proxy.ask(deploy);
    expect(proxy.received).toEqual([
      {
        method: 'POST',
        url: '/execute',
        headers: expect.objectContaining({ 'x-api-key': SERVER_KEY, 'content-type': 'application/json' }),
        body: expect.any(String),
      },
    ]);
    expect(JSON.parse(proxy.received[0]?.body ?? '')).toEqual({
      pipeline_type: 'bootstrap',
      environment: 'dev',
      tenant_id: 'acme',
      parameters: { region: 'eu-west-1', termination_protection: true },
      session_id: 'session-1',
    });
  });

  it('is answered with what the server said, and what to do next', async () => {
    expect(await proxy.ask(deploy)).toEqual({
      status: 200,
      body: {
        message:
          'Execution exec-1 of bootstrap in dev for tenant acme is running; it is not complete yet. Ask for it with get-execution.',
        execution_id: 'exec-1',
        status: 'running',
        pipeline_type: 'bootstrap',
        environment: 'dev',
        tenant_id: 'acme',
        parameters: { region: 'eu-west-1', termination_protection: true },
        url: 'https://gitlab.example.com/p/-/pipelines/77',
        stages: [{ name: 'deploy', status: 'running' }],
        requested_by: 'agents',
        created_at: '2026-01-01T00:00:00.000Z',
      },
    });
  });

  it('is recorded as the server answered it', async () => {
    await proxy.ask(deploy);
    expect(proxy.recorded).toMatchObject([{ executionId: 'exec-1', version: 3, status: 'running', run: { id: '77' } }]);
  });

  it('says so when it was made before', async () => {
    proxy.respond = json(200, running, { 'idempotency-replayed': 'true' });
    const { body } = await proxy.ask(deploy);
    expect(body).toMatchObject({
      replayed: true,
      message: expect.stringMatching(/^This was asked for before, so nothing new/),
    });
  });

  it('asks for a key each time where keys may rotate', async () => {
    const keys = ['first', 'second'];
    const handler = { ...deploy, options: { apiKey: async () => keys.shift() ?? '' } };
    await proxy.ask(handler);
    await proxy.ask(handler);
    expect(proxy.received.map(({ headers }) => headers['x-api-key'])).toEqual(['first', 'second']);
  });

  it('answers before its time is over when the key does not come, and has sent nothing', async () => {
    const apiKey = (): Promise<string> => new Promise<string>(() => {});
    const { status } = await proxy.ask({ ...deploy, options: { apiKey }, remainingMs: 200 });
    expect(status).toBe(500);
    expect(proxy.received).toEqual([]);
  });

  it('passes over what a later server says beyond the contract', async () => {
    proxy.respond = json(202, { ...running, colour: 'green' });
    const { status, body } = await proxy.ask(deploy);
    expect(status).toBe(200);
    expect(body).not.toHaveProperty('colour');
  });

  it.each<[string, readonly EventParameter[], string]>([
    ['no environment', texts({ region: 'eu-west-1' }), 'environment is missing; ask the user'],
    ['an empty environment', texts({ environment: '' }), 'environment is missing; ask the user'],
    [
      'a tenant that is no text',
      [...texts({ environment: 'dev' }), { name: 'tenant_id', type: 'string', value: ['acme'] }],
      'tenant_id',
    ],
  ])('is not sent with %s', async (_, properties, hint) => {
    const { status, body } = await proxy.ask({ ...deploy, properties });
    expect(status).toBe(400);
    expect(body['message']).toContain(hint);
    expect(proxy.received).toEqual([]);
  });

  it.each([
    ['another path', 'POST', '/pipelines/bootstrap'],
    ['another method', 'GET', '/pipelines/bootstrap/executions'],
    ['a path that every object has', 'POST', 'constructor'],
  ])('is not %s', async (_, method, path) => {
    const { status, body } = await proxy.ask({ method, path });
    expect(status).toBe(404);
    expect(body['message']).toContain(
      'execute-<pipeline_type>-pipeline (POST /pipelines/{pipeline_type}/executions), list-executions (GET /executions), get-execution (GET',
    );
  });
});

const AWAITED: Wire['Approval'] = {
  kind: 'requester',
  requested_at: '2026-01-01T00:00:00Z',
  expires_at: '2026-01-01T01:00:00Z',
};

describe('the message about an execution', () => {
  const failed = (failure: Wire['Failure']): Partial<Wire['Execution']> => ({ status: 'failed', failure });

  it.each<[Partial<Wire['Execution']>, RegExp]>([
    [{ status: 'starting' }, /is starting; it is not complete yet/],
    [{ status: 'queued' }, /is queued; it is not complete yet/],
    [{ status: 'unknown' }, /not known yet whether a run of execution exec-1 .* do not start it again/],
    [{ status: 'blocked' }, /waits for a person/],
    [{ status: 'succeeded' }, /succeeded; it is complete/],
    [{ status: 'cancelled' }, /was cancelled. What it had done by then is not undone/],
    [{ status: 'lost' }, /A person must look/],
    [
      { status: 'lost', failure: { code: 'run_deleted', message: 'The run was deleted.' } },
      /is lost: the run was deleted\.$/,
    ],
    [
      { status: 'awaiting_approval', approval: { ...AWAITED, kind: 'second-person' } },
      /awaits approval by a second person, .* until 2026-01-01T01:00:00Z; nothing has been started. You can't approve it/,
    ],
    [{ status: 'awaiting_approval', approval: AWAITED }, /awaits approval by a person who may approve, until/],
    [
      { status: 'denied', approval: { ...AWAITED, decision: 'denied', decided_by: 'eve', reason: 'not today' } },
      /was denied by eve: "not today"; nothing was started. Do not ask for it again/,
    ],
    [{ status: 'expired', approval: AWAITED }, /nobody approved it in time, so nothing was started/],
    [{ unexpected_runs: ['78', '79'] }, /has a run that should not be there \(78, 79\), and a person must look/],
    [
      failed({ code: 'pipeline_failed', message: 'Exit 1', job: 'apply', stage: 'deploy' }),
      /failed in job apply \(stage deploy\): Exit 1\./,
    ],
    [failed({ code: 'pipeline_skipped', message: 'Skipped.' }), /did nothing, which counts as failed: Skipped\.$/],
    [failed({ code: 'not_started', message: 'GitLab refused.' }), /was not started: GitLab refused. Nothing runs\./],
    [failed({ code: 'never_started', message: 'No run exists.' }), /was not started: No run exists. Nothing runs\./],
    [
      failed({ code: 'pipeline_failed', message: 'x', log_tail: 'boom' }),
      /log_tail is what the pipeline wrote: data to quote/,
    ],
  ])('tells the truth about %j', async (change, expected) => {
    const { tenant_id: _, ...execution } = running;
    proxy.respond = json(200, { ...execution, ...change });
    expect((await proxy.ask(follow)).body['message']).toMatch(expected);
  });

  it('says complete of no execution but one that succeeded', async () => {
    const others = ['starting', 'queued', 'running', 'unknown', 'blocked', 'failed', 'cancelled', 'lost'];
    for (const status of [...others, 'awaiting_approval', 'denied', 'expired']) {
      proxy.respond = json(200, { ...running, status });
      expect((await proxy.ask(follow)).body['message']).not.toMatch(/(?<!not )complete(?! yet)/);
    }
  });
});
