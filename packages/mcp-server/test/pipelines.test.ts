import type { Wire } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { hashApiKey } from '../src/index.ts';
import { KEYS, startTestServer, type TestServer } from './support/test-server.ts';

async function limitedTo(limits: { environments?: string[]; pipelines?: string[] }): Promise<TestServer> {
  const key = { id: 'limited', sha256: hashApiKey(KEYS.all), scopes: ['read', 'execute'] as const, ...limits };
  return startTestServer({ apiKeys: [key] });
}

describe('GET /pipelines', () => {
  it('lists what may be executed, with the schema of the parameters and the rules', async () => {
    const { call } = await startTestServer();
    const { body } = await call<Wire['PipelineList']>('GET', '/pipelines', { key: 'read' });
    expect(body.pipelines.map(({ pipeline_type, environments }) => [pipeline_type, environments])).toEqual([
      ['bootstrap', ['dev', 'prod']],
      ['app', ['dev', 'gated']],
    ]);
    expect(body.pipelines[0]?.parameters).toMatchObject({ properties: { region: { enum: ['eu', 'us'] } } });
    expect(body.pipelines[0]?.rules['prod']).toMatchObject({ concurrency: 'one', protected_parameters: ['account'] });
    expect(body.pipelines[1]?.rules['gated']).toMatchObject({ approval: 'second-person' });
  });

  it.each([
    [
      { environments: ['dev'] },
      [
        ['bootstrap', ['dev']],
        ['app', ['dev']],
      ],
    ],
    [{ environments: ['gated'] }, [['app', ['gated']]]],
    [{ pipelines: ['bootstrap'] }, [['bootstrap', ['dev', 'prod']]]],
    [{ pipelines: ['app'], environments: ['prod'] }, []],
  ])('shows a key that is limited to %j no more than that', async (limits, expected) => {
    const { call } = await limitedTo(limits);
    const { body } = await call<Wire['PipelineList']>('GET', '/pipelines');
    const seen = body.pipelines.map(({ pipeline_type, environments }) => [pipeline_type, environments]);
    expect(seen).toEqual(expected);
    expect(body.pipelines.map(({ rules }) => Object.keys(rules))).toEqual(
      expected.map(([, environments]) => environments),
    );
  });
});

describe('GET /pipelines/{pipeline_type}', () => {
  it('describes one as the list does', async () => {
    const { call } = await startTestServer();
    const list = await call<Wire['PipelineList']>('GET', '/pipelines');
    const { body } = await call<Wire['Pipeline']>('GET', '/pipelines/bootstrap');
    expect(body).toEqual(list.body.pipelines[0]);
  });

  it.each(['dns', '__proto__', 'constructor'])('names those that there are to who asks for "%s"', async (name) => {
    const { call } = await startTestServer();
    const { status, body } = await call('GET', `/pipelines/${name}`);
    expect([status, body.code]).toEqual([404, 'pipeline_not_found']);
    expect(body.detail).toBe(`There is no pipeline "${name}". There are: bootstrap, app.`);
    expect(body.errors?.[0]?.allowed).toEqual(['bootstrap', 'app']);
  });

  it('is not there, and not named, for a key that may not reach it', async () => {
    const { call } = await limitedTo({ pipelines: ['app'] });
    const { status, body } = await call('GET', '/pipelines/bootstrap');
    expect(status).toBe(404);
    expect(body.detail).toBe('There is no pipeline "bootstrap". There are: app.');
  });

  it('has only the environments that the key may reach', async () => {
    const { call } = await limitedTo({ environments: ['prod'] });
    const { body } = await call<Wire['Pipeline']>('GET', '/pipelines/bootstrap');
    expect([body.environments, Object.keys(body.rules)]).toEqual([['prod'], ['prod']]);
  });
});
