import type { ActionGroup } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { createMcpProxy, type McpProxyOptions } from '../src/index.ts';
import { actionGroupOf, functionEvent, gatewayEvent, type LambdaInput, OPERATION } from './support/agent-events.ts';
import { contextFor } from './support/lambda.ts';
import { openApiEvent, texts } from './support/open-api-event.ts';
import { createProxyBench } from './support/proxy-bench.ts';

const proxy = createProxyBench();

async function answerTo({ event, context }: LambdaInput, options: Partial<McpProxyOptions> = {}): Promise<unknown> {
  return createMcpProxy({ ...proxy.options(), ...options })(event, context);
}

function called(name: string, values: Readonly<Record<string, string>> = { environment: 'dev' }): LambdaInput {
  return { event: functionEvent(name, texts(values)), context: contextFor(30_000) };
}

function sent(): unknown {
  return JSON.parse(proxy.received[0]?.body ?? 'null');
}

describe('a pipeline is executed by the name of a function or tool', () => {
  it.each([
    ['execute-bootstrap-pipeline', 'bootstrap'],
    ['execute_bootstrap_pipeline', 'bootstrap'],
    ['executeBootstrapPipeline', 'bootstrap'],
    ['execute-data-lake-pipeline', 'data-lake'],
  ])('%s', async (name, pipelineType) => {
    await answerTo(called(name));
    expect(sent()).toEqual({
      pipeline_type: pipelineType,
      environment: 'dev',
      parameters: {},
      session_id: 'session-1',
    });
  });

  it('without a session where it comes through AgentCore Gateway', async () => {
    const answer = await answerTo(gatewayEvent('execute-bootstrap-pipeline', { environment: 'dev', size: 3 }));
    expect(sent()).toEqual({ pipeline_type: 'bootstrap', environment: 'dev', parameters: { size: 3 } });
    expect(answer).toMatchObject({ execution_id: 'exec-1', status: 'running' });
  });

  it('or by what the team says of the name, which comes before the convention', async () => {
    const pipelineTypes = { 'ship-it': 'app', 'execute-app-pipeline': 'app-v2', '/deployments': 'compute' };
    await answerTo(called('ship-it'), { pipelineTypes });
    await answerTo(called('execute-app-pipeline'), { pipelineTypes });
    const byPath = openApiEvent({ path: '/deployments', method: 'POST', properties: texts({ environment: 'dev' }) });
    await answerTo({ event: byPath, context: contextFor(30_000) }, { pipelineTypes });
    const asked = proxy.received.map(({ body }) => JSON.parse(body).pipeline_type);
    expect(asked).toEqual(['app', 'app-v2', 'compute']);
  });

  it('or by the operationId that its document gives it, with the arguments that it declares', async () => {
    const tags = { type: 'array', items: { type: 'string', pattern: '^[a-z]+$' } };
    const { document } = actionGroupOf({ environment: { type: 'string' }, tags });
    const operation = { ...document.paths[OPERATION.path]?.['post'], operationId: 'roll-out' };
    const actionGroups = [
      { name: 'test', document: { ...document, paths: { '/pipelines/data_lake/executions': { post: operation } } } },
    ];
    await answerTo(called('rollOut', { environment: 'dev', tags: '[a, b]' }), { actionGroups });
    expect(sent()).toMatchObject({ pipeline_type: 'data_lake', parameters: { tags: ['a', 'b'] } });
  });

  it('but not by a name that every object has', async () => {
    await answerTo(called('constructor'), { pipelineTypes: {} });
    expect(proxy.received).toEqual([]);
  });
});

describe('an execution is followed in every kind', () => {
  it.each<[string, LambdaInput]>([
    ['a function', called('get-execution', { execution_id: 'exec-1', wait_seconds: '5' })],
    ['a tool', gatewayEvent('get_execution', { execution_id: 'exec-1', wait_seconds: 5 })],
    ['a tool with texts', gatewayEvent('getExecution', { execution_id: 'exec-1', wait_seconds: '5' })],
  ])('%s', async (_, input) => {
    await answerTo(input);
    expect(proxy.received.map(({ url }) => url)).toEqual(['/executions/exec-1?wait=5']);
  });
});

describe('arguments that are nested without end', () => {
  const deep: unknown = JSON.parse(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`);
  const secret = { type: 'object', writeOnly: true };

  it.each<[string, readonly ActionGroup[]]>([
    ['of any kind', []],
    ['that are secret', [actionGroupOf({ environment: { type: 'string' }, settings: secret })]],
  ])('are refused like other wrong ones: %s', async (_, actionGroups) => {
    const input = gatewayEvent('execute-test-pipeline', { environment: 'dev', settings: deep });
    expect(await answerTo(input, { actionGroups })).toMatchObject({
      code: 'invalid_parameters',
      errors: [{ field: 'settings', message: expect.stringContaining('nested') }],
    });
    expect(proxy.received).toEqual([]);
    expect(proxy.logger.lines).toMatchObject([{ level: 'warn', fields: { outcome: 'invalid_parameters' } }]);
  });
});
