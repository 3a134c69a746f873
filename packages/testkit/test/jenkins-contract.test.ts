import { describe, expect, it } from 'vitest';
import { STARTS_AFTER_MS, setUpScript, stage } from './jenkins.ts';
import { describedFields, differencesFromContract } from './jenkins-contract.ts';

describe('the check of answers against the description of the API', () => {
  const get = { method: 'GET', status: 200 };

  it.each([
    ['a field of another type', '/job/a/1/api/json', { number: '1' }],
    ['null where there is none', '/job/a/1/api/json', { number: null }],
    ['no field that is required', '/crumbIssuer/api/json', { crumb: 'x' }],
    [
      'an unknown stage status of another type',
      '/job/a/1/wfapi/describe',
      { id: '1', name: '#1', status: 1, stages: [] },
    ],
    ['a wrong field deep inside', '/job/a/api/json?tree=builds[actions]', { builds: [{ actions: [{ causes: 'x' }] }] }],
    ['an answer that is not described', '/computer/api/json', {}],
  ])('finds %s', (_, path, body) => {
    expect(differencesFromContract({ ...get, path, body })).not.toBe('');
  });

  it.each([
    ['a result that nobody knows yet', '/job/a/job/b/1/api/json', { number: 1, result: 'BRAND_NEW' }],
    ['no result', '/job/a/1/api/json', { number: 1, result: null }],
    ['what tree leaves out', '/job/a/1/api/json?tree=url', { url: 'x' }],
    ['more than is described', '/api/json', { quietingDown: true, useCrumbs: true, nodeName: '' }],
  ])('accepts %s', (_, path, body) => {
    expect(differencesFromContract({ ...get, path, body })).toBe('');
  });
});

describe('an answer without tree has every field that is described', () => {
  it.each([
    ['Jenkins', '/api/json', []],
    ['Crumb', '/crumbIssuer/api/json', []],
    ['Job', '/job/platform/job/bootstrap/api/json', ['allBuilds']],
    ['Build', '/job/platform/job/bootstrap/1/api/json', []],
    ['QueueItem', '/queue/item/1/api/json', ['timestamp']],
    ['RunDescription', '/job/platform/job/bootstrap/1/wfapi/describe', []],
  ])('%s', async (schema, path, absent) => {
    const { api, start, clock } = setUpScript([stage('a')]);
    await start();
    await clock.advance(STARTS_AFTER_MS);
    const answer = (await api(path)).json<object>();
    const missing = describedFields(schema).filter((name) => !(name in answer));
    expect(missing).toEqual(absent);
  });
});
