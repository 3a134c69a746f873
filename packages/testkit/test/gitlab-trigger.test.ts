import { describe, expect, it } from 'vitest';
import { setUpSimulator } from './gitlab.ts';

const TOKEN = 'glptt-0123456789';
const PATH = '/api/v4/projects/platform%2Fbootstrap/trigger/pipeline';

function setUp(more: object = {}) {
  const bench = setUpSimulator({
    projects: [
      { path: 'platform/bootstrap', id: 42, triggerTokens: [{ token: TOKEN, user: 'robot' }], ...more },
      { path: 'c/d', id: 43, triggerTokens: [{ token: 'of another project' }] },
    ],
  });
  const post = (body: unknown, headers: Record<string, string> = {}, path = PATH) =>
    bench.call(path, { method: 'POST', body, headers });
  return { ...bench, post };
}

describe('a pipeline is started with a trigger token', () => {
  it('as whoever made the token, and by no other credential', async () => {
    const { post, simulator } = setUp();
    const answer = await post({ token: TOKEN, ref: 'main', variables: { ENVIRONMENT: 'dev' } });
    expect([answer.status, answer.json()]).toEqual([201, expect.objectContaining({ source: 'trigger' })]);
    expect(simulator.pipelines(42)).toMatchObject([
      { source: 'trigger', user: 'robot', variables: { ENVIRONMENT: 'dev' } },
    ]);
  });

  it.each([
    ['a form', `token=${TOKEN}&ref=main&variables[ENVIRONMENT]=dev`, PATH],
    ['the query and a form', 'variables[ENVIRONMENT]=dev', `${PATH}?token=${TOKEN}&ref=main`],
  ])('asked for by %s, as curl and other clients do', async (_, body, path) => {
    const { post, simulator } = setUp();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await post(body, headers, path)).status).toBe(201);
    expect(simulator.pipelines(42)).toMatchObject([{ variables: { ENVIRONMENT: 'dev' } }]);
  });

  it('with inputs as well', async () => {
    const { post, simulator } = setUp({ inputs: { WHO: null } });
    await post({ token: TOKEN, ref: 'main', inputs: { WHO: 'acme' } });
    expect(simulator.pipelines(42)).toMatchObject([{ inputs: { WHO: 'acme' } }]);
  });

  it('and kept, as failed, when its definition is wrong, where the other way keeps none', async () => {
    const { api, post, simulator } = setUp({ yamlErrors: 'jobs:deploy is no job' });
    const refused = await api('/pipeline', { method: 'POST', body: { ref: 'main' } });
    expect([refused.status, refused.json()]).toEqual([400, { message: { base: ['jobs:deploy is no job'] } }]);
    expect(simulator.pipelines(42)).toEqual([]);
    const kept = await post({ token: TOKEN, ref: 'main' });
    expect([kept.status, kept.json()]).toEqual([
      201,
      expect.objectContaining({ status: 'failed', yaml_errors: 'jobs:deploy is no job' }),
    ]);
    expect(simulator.pipelines(42)).toMatchObject([{ status: 'failed', jobs: [] }]);
  });

  it('also under the path that the project had before', async () => {
    const { post } = setUp({ path: 'platform/new', formerPaths: ['platform/bootstrap'] });
    expect((await post({ token: TOKEN, ref: 'main' })).status).toBe(201);
  });
});

describe('a start with a trigger token is refused', () => {
  it.each([
    ['a wrong token', { token: 'wrong', ref: 'main' }, {}, 404, { message: '404 Not Found' }],
    ['a token of another project', { token: 'of another project', ref: 'main' }, {}, 404, { message: '404 Not Found' }],
    ['no token', { ref: 'main' }, {}, 400, { error: 'token is missing' }],
    ['no ref', { token: TOKEN }, {}, 400, { error: 'ref is missing' }],
    [
      'a variable that is no text',
      { token: TOKEN, ref: 'main', variables: { COUNT: 1 } },
      {},
      400,
      { message: 'variables needs to be a map of key-valued strings' },
    ],
    ['an unknown ref', { token: TOKEN, ref: 'nope' }, {}, 400, { message: { base: ['Reference not found'] } }],
    [
      'the header of a webhook',
      { token: TOKEN, ref: 'main' },
      { 'x-gitlab-event': 'Pipeline Hook' },
      403,
      { message: '403 Forbidden' },
    ],
  ])('for %s', async (_, body, headers, status, refusal) => {
    const { post, simulator } = setUp();
    const answer = await post(body, headers);
    expect([answer.status, answer.json()]).toEqual([status, refusal]);
    expect(simulator.pipelines(42)).toEqual([]);
  });
});

it('the token is not kept with the request', async () => {
  const { post, simulator } = setUp();
  await post({ token: TOKEN, ref: 'main' });
  await post('', {}, `${PATH}?token=${TOKEN}&ref=main`);
  expect(JSON.stringify(simulator.requests())).not.toContain(TOKEN);
  expect(simulator.requests()).toMatchObject([{ route: 'trigger-pipeline' }, { query: { token: '[token]' } }]);
});
