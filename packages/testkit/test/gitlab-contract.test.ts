import { describe, expect, it } from 'vitest';
import { GITLAB_CONTRACT, setUpSimulator, variables } from './gitlab.ts';

describe('the check of answers against the description of the API', () => {
  const get = { method: 'GET', status: 200 };

  it.each([
    ['a field of another type', '/projects/1/pipelines/2', { id: '2', status: 'running' }],
    ['no field that is required', '/projects/1/pipelines/2', { id: 2 }],
    [
      'null where there is none',
      '/projects/1/pipelines/2/jobs',
      [{ id: 1, name: null, stage: 'a', status: 'running' }],
    ],
    [
      'a wrong field deep inside',
      '/projects/1/pipelines/2/trigger_jobs',
      [{ id: 1, name: 'a', stage: 'a', status: 'running', downstream_pipeline: { id: 1, status: 'running' } }],
    ],
    ['one where there should be a list', '/projects/1/pipelines', { id: 1, status: 'running' }],
    ['an answer that is not described', '/projects/1/hooks', []],
  ])('finds %s', (_, path, body) => {
    expect(GITLAB_CONTRACT.differences({ ...get, path, body })).not.toBe('');
  });

  it.each([
    ['a status that nobody knows yet', '/projects/1/pipelines/2', { id: 2, status: 'levitating' }],
    [
      'no downstream pipeline',
      '/projects/1/pipelines/2/bridges',
      [{ id: 1, name: 'a', stage: 'a', status: 'created', downstream_pipeline: null }],
    ],
    ['more than is described', '/projects/1', { id: 1, path_with_namespace: 'a/b', star_count: 5 }],
  ])('accepts %s', (_, path, body) => {
    expect(GITLAB_CONTRACT.differences({ ...get, path, body })).toBe('');
  });

  it.each([
    [400, { message: { base: ['Reference not found'] } }],
    [400, { error: 'ref is missing' }],
    [401, { error: 'invalid_token', error_description: 'Token is expired.' }],
    [404, { message: '404 Project Not Found' }],
  ])('knows the shape of a refusal with %i', (status, body) => {
    const path = '/projects/1/pipeline';
    expect(GITLAB_CONTRACT.differences({ method: 'POST', path, status, body })).toBe('');
    expect(GITLAB_CONTRACT.differences({ method: 'POST', path, status, body: { reason: 'none' } })).not.toBe('');
  });
});

describe('an answer has every field that is described', () => {
  it.each([
    ['Project', '', []],
    ['PipelineSummary', '/pipelines', []],
    ['Pipeline', '/pipelines/1001', []],
    ['Variable', '/pipelines/1001/variables', []],
    ['Job', '/pipelines/1001/jobs', ['failure_reason']],
    ['TriggerJob', '/pipelines/1001/trigger_jobs', ['failure_reason']],
    ['TriggerJob', '/pipelines/1001/bridges', ['failure_reason']],
  ])('%s at %s', async (schema, path, absent) => {
    const { api, start, clock } = setUpSimulator({
      projects: [
        {
          path: 'platform/bootstrap',
          script: {
            stages: [
              {
                name: 'deploy',
                jobs: [
                  { name: 'deploy', steps: [] },
                  { name: 'child', steps: [], trigger: {} },
                ],
              },
            ],
          },
        },
      ],
    });
    await start({ variables: variables({ ENVIRONMENT: 'dev' }) });
    await clock.advance(150);
    const answer = (await api(path)).json<object | object[]>();
    const first = Array.isArray(answer) ? answer[0] : answer;
    const missing = GITLAB_CONTRACT.describedFields(schema).filter((name) => !(name in first));
    expect(missing).toEqual(absent);
  });
});
