import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { loadConfig } from '@sluice/config';
import { Stage } from 'aws-cdk-lib';
import { beforeAll, describe, expect, it } from 'vitest';
import { ExecutionTable, LambdaPipelineServer } from '../src/index.ts';
import { startServerWorld } from './support/server-world.ts';
import { teamStack } from './support/team.ts';

const SECRETS = { token: '{"api":"simulator-token"}', state: 'x'.repeat(48) };
const REFERENCES = { GITLAB_TOKEN: 'token#api', SLUICE_REQUEST_STATE_KEY: 'state' };

const EXECUTE = {
  method: 'POST',
  path: '/execute',
  body: { pipeline_type: 'bootstrap', environment: 'dev', parameters: { region: 'eu-central-1' } },
};

let module: string;

beforeAll(async () => {
  const config = await loadConfig(fileURLToPath(new URL('support/gitlab.config.ts', import.meta.url)));
  const stack = teamStack();
  new LambdaPipelineServer(stack, 'Server', { config, executions: new ExecutionTable(stack, 'Executions') });
  const outdir = Stage.of(stack)?.outdir ?? '';
  const [directory = ''] = readdirSync(outdir).filter((name) => name.startsWith('pipeline-server.'));
  module = pathToFileURL(join(outdir, directory, 'index.cjs')).href;
});

describe('the functions of LambdaPipelineServer', () => {
  it('run a pipeline that whoever may invoke them asks for, and see it to its end by the sweep', async () => {
    const { invoke, gitlab } = await startServerWorld(module, SECRETS, REFERENCES);
    const { status, body } = await invoke('server', EXECUTE);
    expect({ status, body }).toMatchObject({
      status: 202,
      body: { pipeline_type: 'bootstrap', environment: 'dev', requested_by: 'direct:invoke' },
    });
    expect(gitlab.pipelines('platform/bootstrap')).toHaveLength(1);
    expect(await invoke('sweep', {})).not.toHaveProperty('errorType');
    const looked = await invoke('server', {
      method: 'GET',
      path: `/executions/${body?.['execution_id']}`,
      query: { wait: '20' },
    });
    expect(looked.body).toMatchObject({ status: 'succeeded' });
  });

  it('let nobody approve who may only invoke them', async () => {
    const { invoke } = await startServerWorld(module, SECRETS, REFERENCES);
    const { status, body } = await invoke('server', { method: 'POST', path: '/executions/3f2c/approve', body: {} });
    expect({ status, code: body?.['code'] }).toEqual({ status: 403, code: 'forbidden' });
  });

  it('believe the access document besides', async () => {
    const document = 'gateway:\n  direct: { scopes: [read] }\n';
    const { invoke } = await startServerWorld(
      module,
      { ...SECRETS, access: document },
      { ...REFERENCES, SLUICE_ACCESS: 'access' },
    );
    expect(await invoke('server', EXECUTE)).toMatchObject({ status: 403 });
    expect(await invoke('server', { method: 'GET', path: '/pipelines' })).toMatchObject({ status: 200 });
  });

  it('tell their log, and not who asks, which secret is missing, and try again with the next event', async () => {
    const secrets: Record<string, string> = { ...SECRETS };
    delete secrets['token'];
    const { invoke, logs } = await startServerWorld(module, secrets, REFERENCES);
    const refused = await invoke('server', EXECUTE);
    expect(refused).toMatchObject({ status: 500, body: { code: 'internal_error' } });
    expect(JSON.stringify(refused)).not.toContain('GITLAB_TOKEN');
    expect(logs.join('\n')).toMatch(/The secret of GITLAB_TOKEN can't be read/);
    Object.assign(secrets, SECRETS);
    expect(await invoke('server', EXECUTE)).toMatchObject({ status: 202 });
  });
});
