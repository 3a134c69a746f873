import { describe, expect, it } from 'vitest';
import { type Schemas, setUpSimulator, variables } from './gitlab.ts';

const POST = { method: 'POST', body: { ref: 'main' } } as const;

describe('the simulated GitLab knows a token', () => {
  it.each([{ 'private-token': 'simulator-token' }, { authorization: 'Bearer simulator-token' }])(
    'given as %j',
    async (headers) => {
      const { call } = setUpSimulator();
      expect((await call('/api/v4/projects/42/pipelines', { headers })).status).toBe(200);
    },
  );

  it.each([
    ['a wrong private token', { 'private-token': 'nope' }, { message: '401 Unauthorized' }],
    [
      'a wrong bearer token',
      { authorization: 'Bearer nope' },
      { error: 'invalid_token', error_description: 'Token was not found. You have to re-authorize from the user.' },
    ],
    [
      'an expired token',
      { 'private-token': 'old' },
      {
        error: 'invalid_token',
        error_description: 'Token is expired. You can either do re-authorization or token refresh.',
      },
    ],
    ['no token', {}, { message: '401 Unauthorized' }],
  ])('and answers %s with 401', async (_, headers, body) => {
    const { call } = setUpSimulator({ tokens: [{ token: 'old', ended: 'expired' }] });
    const answer = await call('/api/v4/projects/42/pipeline', { ...POST, headers });
    expect(answer.status).toBe(401);
    expect(answer.json()).toEqual(body);
  });

  it('and hides a project from a reader without one', async () => {
    const answer = await setUpSimulator().call('/api/v4/projects/42/pipelines');
    expect([answer.status, answer.json()]).toEqual([404, { message: '404 Project Not Found' }]);
  });

  it('and what it may do', async () => {
    const { api, simulator } = setUpSimulator({
      tokens: [
        { token: 'reader', scope: 'read_api' },
        { token: 'reporter', role: 'reporter' },
        { token: 'developer', role: 'developer', user: 'dora' },
      ],
    });
    const as = (token: string) => ({ headers: { 'private-token': token } });
    const refused = await api('/pipeline', { ...POST, ...as('reader') });
    expect([refused.status, refused.json<{ error: string }>().error]).toEqual([403, 'insufficient_scope']);
    expect((await api('/pipelines', as('reader'))).status).toBe(200);
    expect((await api('/pipeline', { ...POST, ...as('reporter') })).status).toBe(403);
    const own = (await api('/pipeline', { ...POST, ...as('developer') })).json<Schemas['Pipeline']>();
    const foreign = simulator.startForeignPipeline({ project: 42, ref: 'main' });
    expect((await api(`/pipelines/${own.id}/variables`, as('developer'))).status).toBe(200);
    expect((await api(`/pipelines/${foreign}/variables`, as('developer'))).status).toBe(403);
    expect((await api(`/pipelines/${foreign}/variables`, as('reader'))).status).toBe(200);
  });
});

describe('a new pipeline', () => {
  it('has the answer that GitLab gives', async () => {
    const { api } = setUpSimulator();
    const answer = await api('/pipeline', POST);
    expect(answer.status).toBe(201);
    expect(answer.json()).toMatchObject({
      id: 1001,
      iid: 1,
      project_id: 42,
      ref: 'main',
      sha: expect.stringMatching(/^[0-9a-f]{40}$/),
      status: 'created',
      source: 'api',
      name: null,
      web_url: 'http://localhost/platform/bootstrap/-/pipelines/1001',
      created_at: '2026-01-01T00:00:00.000Z',
      updated_at: '2026-01-01T00:00:00.000Z',
      started_at: null,
      finished_at: null,
      yaml_errors: null,
      detailed_status: { details_path: '/platform/bootstrap/-/pipelines/1001' },
    });
  });

  it.each([
    [{}, { error: 'ref is missing' }],
    [{ ref: 7 }, { error: 'ref is invalid' }],
    [{ ref: 'main', variables: [{ key: 'A' }] }, { error: 'variables[0][value] is invalid' }],
    [{ ref: 'nope' }, { message: { base: ['Reference not found'] } }],
    [
      { ref: 'main', variables: variables({ A: '1' }).concat(variables({ A: '2' })) },
      { message: { base: ['Duplicate variable name: A'] } },
    ],
    [
      { ref: 'main', inputs: { other: 'x' } },
      {
        message: { base: ['Given inputs not defined in the `spec` section of the included configuration file: other'] },
      },
    ],
    ['no json', { message: '400 Bad Request' }],
  ])('is refused for %j', async (body, refusal) => {
    const { api, simulator } = setUpSimulator();
    const answer = await api('/pipeline', { method: 'POST', body });
    expect([answer.status, answer.json()]).toEqual([400, refusal]);
    expect(simulator.pipelines(42)).toEqual([]);
  });

  it('is refused with variables where the project forbids them, and taken with inputs', async () => {
    const { api, simulator } = setUpSimulator({
      projects: [
        { path: 'platform/bootstrap', allowVariables: false, inputs: { ENVIRONMENT: null, REGION: 'eu-west-1' } },
      ],
    });
    const refused = await api('/pipeline', { method: 'POST', body: { ref: 'main', variables: variables({ A: '1' }) } });
    expect(refused.json()).toEqual({ message: { base: ['Insufficient permissions to set pipeline variables'] } });
    const incomplete = await api('/pipeline', POST);
    expect(incomplete.json()).toEqual({
      message: { base: ['`ENVIRONMENT` input: required value has not been provided'] },
    });
    await api('/pipeline', { method: 'POST', body: { ref: 'main', inputs: { ENVIRONMENT: 'dev' } } });
    expect(simulator.pipelines(1)).toMatchObject([{ inputs: { ENVIRONMENT: 'dev', REGION: 'eu-west-1' } }]);
  });

  it('on a protected ref is for maintainers', async () => {
    const { api } = setUpSimulator({
      tokens: [{ token: 'd', role: 'developer' }, { token: 'm' }],
      projects: [{ path: 'platform/bootstrap', protectedRefs: ['main'] }],
    });
    const refused = await api('/pipeline', { ...POST, headers: { 'private-token': 'd' } });
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining("run a pipeline on 'main'")]);
    expect((await api('/pipeline', { ...POST, headers: { 'private-token': 'm' } })).status).toBe(201);
  });

  it('is named as workflow:name says, from its variables and inputs', async () => {
    const { start } = setUpSimulator({
      projects: [
        {
          path: 'platform/bootstrap',
          inputs: { WHO: 'nobody' },
          script: { name: `$\{WHAT} for $[[ inputs.WHO ]] $UNKNOWN.`, stages: [] },
        },
      ],
    });
    expect((await start({ variables: variables({ WHAT: 'deploy' }), inputs: { WHO: 'acme' } })).name).toBe(
      'deploy for acme .',
    );
  });

  it('answers with the variables it got', async () => {
    const { api, start } = setUpSimulator();
    const { id } = await start({ variables: variables({ ENVIRONMENT: 'dev' }) });
    expect((await api(`/pipelines/${id}/variables`)).json()).toEqual([
      { variable_type: 'env_var', key: 'ENVIRONMENT', value: 'dev', raw: false },
    ]);
  });
});

describe('a path', () => {
  it.each(['42', 'platform%2Fbootstrap'])('finds the project as %s', async (project) => {
    const { call } = setUpSimulator();
    const answer = await call(`/api/v4/projects/${project}/pipelines`, {
      headers: { 'private-token': 'simulator-token' },
    });
    expect(answer.status).toBe(200);
  });

  it('with the slash of the project not encoded is none of the API', async () => {
    const { call } = setUpSimulator();
    expect((await call('/api/v4/projects/platform/bootstrap/pipelines')).status).toBe(404);
  });

  it.each([
    ['/pipelines/999', 404, { message: '404 Not found' }],
    ['/pipelines/abc', 400, { error: 'pipeline_id is invalid' }],
    ['/jobs/999/trace', 404, { message: '404 Not Found' }],
  ])('%s is answered with %i', async (path, status, body) => {
    const answer = await setUpSimulator().api(path);
    expect([answer.status, answer.json()]).toEqual([status, body]);
  });
});

describe('the list of pipelines', () => {
  const ids = async (bench: ReturnType<typeof setUpSimulator>, query: string) =>
    (await bench.api(`/pipelines?${query}`)).json<Schemas['PipelineSummary'][]>().map(({ id }) => id);

  it('is filtered, sorted by id downwards', async () => {
    const bench = setUpSimulator({
      projects: [{ path: 'platform/bootstrap', id: 42, refs: ['main', 'next'], script: { name: '$NAME', stages: [] } }],
    });
    await bench.start({ variables: variables({ NAME: 'one' }) });
    await bench.start({ ref: 'next', variables: variables({ NAME: 'two' }) });
    bench.simulator.startForeignPipeline({ project: 42, ref: 'main', source: 'push', user: 'dora' });
    expect(await ids(bench, '')).toEqual([1003, 1002, 1001]);
    expect(await ids(bench, 'ref=main')).toEqual([1003, 1001]);
    expect(await ids(bench, 'source=api')).toEqual([1002, 1001]);
    expect(await ids(bench, 'name=two')).toEqual([1002]);
    expect(await ids(bench, 'name=tw')).toEqual([]);
    expect(await ids(bench, 'username=dora')).toEqual([1003]);
    expect(await ids(bench, 'status=success')).toEqual([]);
    expect(await ids(bench, 'sort=asc&ref=main&source=api')).toEqual([1001]);
    expect(await ids(bench, 'sort=asc')).toEqual([1001, 1002, 1003]);
  });

  it('knows what changed after a time, and orders by it', async () => {
    const bench = setUpSimulator();
    await bench.start();
    await bench.clock.advance(60_000);
    await bench.start();
    expect(await ids(bench, 'updated_after=2026-01-01T00:00:59.999Z')).toEqual([1002]);
    expect(await ids(bench, 'updated_after=2026-01-01T00:01:00.000Z')).toEqual([]);
    expect(await ids(bench, 'updated_after=2025-12-31T00:00:00Z&order_by=updated_at&sort=asc')).toEqual([1001, 1002]);
    bench.simulator.injectFault({ kind: 'late-visibility', delayMs: 1 });
    await bench.start();
    expect(await ids(bench, '')).toEqual([1002, 1001]);
    await bench.clock.advance(1);
    expect(await ids(bench, '')).toEqual([1003, 1002, 1001]);
  });

  it.each(['updated_after=soon', 'order_by=mood', 'sort=up', 'per_page=many', 'page=0'])(
    'refuses %s',
    async (query) => {
      expect((await setUpSimulator().api(`/pipelines?${query}`)).status).toBe(400);
    },
  );

  it('comes in pages that lead to each other', async () => {
    const bench = setUpSimulator();
    for (let index = 0; index < 5; index += 1) await bench.start();
    const page = (number: number) => bench.api(`/pipelines?per_page=2&page=${number}`);
    const headers = async (number: number) => {
      const { headers: all } = await page(number);
      return ['x-page', 'x-per-page', 'x-next-page', 'x-prev-page', 'x-total', 'x-total-pages'].map((name) =>
        all.get(name),
      );
    };
    expect(await headers(1)).toEqual(['1', '2', '2', '', '5', '3']);
    expect(await headers(3)).toEqual(['3', '2', '', '2', '5', '3']);
    expect((await page(2)).headers.get('link')).toBe(
      '<http://localhost/api/v4/projects/platform%2Fbootstrap/pipelines?per_page=2&page=3>; rel="next", ' +
        '<http://localhost/api/v4/projects/platform%2Fbootstrap/pipelines?per_page=2&page=1>; rel="prev"',
    );
    expect((await page(4)).json()).toEqual([]);
    expect((await bench.api('/pipelines?per_page=1000')).headers.get('x-per-page')).toBe('100');
  });
});
