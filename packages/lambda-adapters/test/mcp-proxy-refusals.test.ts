import { describe, expect, it } from 'vitest';
import { createProxyBench, deploy, follow, json, problem, running } from './support/proxy-bench.ts';

const proxy = createProxyBench();

describe('what the server refuses', () => {
  it.each<[number, string]>([
    [400, 'invalid_request'],
    [400, 'invalid_parameters'],
    [404, 'pipeline_not_found'],
    [409, 'concurrency_conflict'],
    [409, 'outside_allowed_hours'],
    [413, 'request_too_large'],
    [422, 'idempotency_conflict'],
  ])('is passed on, %i %s, and it is certain that nothing was started', async (status, code) => {
    proxy.respond = problem(status, code, { execution_id: 'exec-0' });
    expect(await proxy.ask(deploy)).toEqual({
      status,
      body: { code, message: `What happened: ${code}.`, execution_id: 'exec-0', nothing_started: true },
    });
    expect(proxy.recorded).toEqual([]);
  });

  it('is in the log with its reason, for whoever is on call', async () => {
    proxy.respond = problem(422, 'invalid_parameters');
    await proxy.ask(deploy);

    expect(proxy.logger.lines).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        fields: expect.objectContaining({
          outcome: 'invalid_parameters',
          reason: 'What happened: invalid_parameters.',
        }),
      }),
    );
  });

  it('is passed on with the fields and what is allowed', async () => {
    const errors = [{ field: 'environment', message: 'is not one of them', allowed: ['dev', 'prod'] }];
    proxy.respond = problem(400, 'invalid_parameters', { errors });
    expect((await proxy.ask(deploy)).body['errors']).toEqual(errors);
  });

  it.each<[number, string]>([
    [503, 'store_unavailable'],
    [500, 'internal_error'],
    [502, 'executor_failed'],
  ])('is not certain to have started nothing: %i %s', async (status, code) => {
    proxy.respond = problem(status, code);
    const reply = await proxy.ask(deploy);
    expect(reply).toMatchObject({ status, body: { code } });
    expect(reply.body).not.toHaveProperty('nothing_started');
  });

  it('keeps its text when its code is not known here', async () => {
    proxy.respond = problem(429, 'rate_limited');
    expect(await proxy.ask(deploy)).toMatchObject({ status: 429, body: { message: 'What happened: rate_limited.' } });
  });

  it('says nothing of starting where nothing was to be started', async () => {
    proxy.respond = problem(404, 'execution_not_found');
    expect((await proxy.ask(follow)).body).toEqual({
      code: 'execution_not_found',
      message: 'What happened: execution_not_found.',
    });
  });

  it.each([401, 403])('is the key itself: %i is for the platform team', async (status) => {
    proxy.respond = problem(status, 'forbidden');
    const reply = await proxy.ask(deploy);
    expect(reply).toMatchObject({ status: 502, body: { code: 'server_refused_key', nothing_started: true } });
    expect(reply.body['message']).toMatch(/key was refused.*Tell the platform team/);
    expect(proxy.logger.lines.filter(({ level }) => level === 'error').map(({ message }) => message)).toContainEqual(
      expect.stringContaining('MCP_SERVER_API_KEY'),
    );
  });
});

it('a change of a kind that only a later server knows does not make its answer unreadable', async () => {
  proxy.respond = json(202, { ...running, last_change: { type: 'execution.paused', actor: 'ann' } });
  expect(await proxy.ask(deploy)).toMatchObject({ status: 200, body: { status: 'running' } });
});
