import type { Principal } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { LEAD, type ListedTool, type McpProduct, startMcpProduct, TEAM, textOf } from '../../support/mcp-product.ts';

async function toolsFor(product: McpProduct, principal: Principal): Promise<readonly ListedTool[]> {
  return (await product.request('tools/list', {}, { as: principal })).result.tools;
}

function named(tools: readonly ListedTool[], name: string): ListedTool {
  const tool = tools.find((candidate) => candidate.name === name);
  if (tool === undefined) throw new Error(`there is no tool ${name}`);
  return tool;
}

describe('the list of tools', () => {
  it('has a tool for each of at most ten pipelines, and few others, in a stable order', async () => {
    const product = await startMcpProduct({ extraPipelines: 8 });
    const names = (await toolsFor(product, LEAD)).map(({ name }) => name);
    expect(names).toEqual([
      'execute_bootstrap_pipeline',
      'execute_web-app_pipeline',
      ...Array.from({ length: 8 }, (_, index) => `execute_extra-${index}_pipeline`),
      'get_execution',
      'list_executions',
      'get_execution_log',
      'cancel_execution',
      'retry_execution',
      'answer_approval',
    ]);
    expect((await toolsFor(product, LEAD)).map(({ name }) => name)).toEqual(names);
  });

  it('has two tools for eleven pipelines, which name those that there are', async () => {
    const product = await startMcpProduct({ extraPipelines: 9 });
    const tools = await toolsFor(product, TEAM);
    expect(tools.map(({ name }) => name).slice(0, 3)).toEqual([
      'describe_pipeline',
      'execute_pipeline',
      'get_execution',
    ]);
    expect(named(tools, 'execute_pipeline').inputSchema.properties?.['pipeline_type']?.enum).toHaveLength(11);
    expect(named(tools, 'describe_pipeline').inputSchema.properties?.['pipeline_type']?.description).toContain(
      'web-app: Deploys the web app.',
    );
  });

  it('hides what a principal lacks the scope for', async () => {
    const product = await startMcpProduct();
    const reader = await toolsFor(product, { id: 'auditor', scopes: ['read'] });
    expect(reader.map(({ name }) => name)).toEqual(['get_execution', 'list_executions', 'get_execution_log']);
    expect((await toolsFor(product, TEAM)).map(({ name }) => name)).not.toContain('answer_approval');
    expect(await toolsFor(product, { id: 'nobody', scopes: [] })).toEqual([]);
  });

  it('offers the environments and pipelines that a principal may use, and no others', async () => {
    const product = await startMcpProduct();
    const stageOnly = await toolsFor(product, { ...TEAM, environments: ['stage'] });
    expect(stageOnly.map(({ name }) => name)).not.toContain('execute_bootstrap_pipeline');
    const { environment } = named(stageOnly, 'execute_web-app_pipeline').inputSchema.properties ?? {};
    expect(environment?.enum).toEqual(['stage']);
    expect(JSON.stringify(stageOnly)).not.toContain('prod');
    expect(await toolsFor(product, { ...TEAM, environments: ['nowhere'] })).not.toContainEqual(
      expect.objectContaining({ name: 'list_executions' }),
    );
  });

  it('describes the arguments of a pipeline as its action group does, in JSON Schema 2020-12', async () => {
    const product = await startMcpProduct();
    const { inputSchema } = named(await toolsFor(product, TEAM), 'execute_bootstrap_pipeline');
    expect(inputSchema).toEqual({
      type: 'object',
      additionalProperties: false,
      required: ['environment'],
      properties: {
        environment: { type: 'string', description: expect.stringContaining('never guess'), enum: ['dev', 'prod'] },
        region: { type: 'string', description: 'AWS region.', enum: ['eu', 'us'], examples: ['eu'] },
        account: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        size: { type: 'integer', exclusiveMinimum: 0, default: 3 },
        api_token: { type: 'string', writeOnly: true, description: expect.stringContaining('Secret') },
      },
    });
  });

  it('says which environments need a person first', async () => {
    const product = await startMcpProduct();
    const { inputSchema } = named(await toolsFor(product, TEAM), 'execute_web-app_pipeline');
    expect(inputSchema.properties?.['environment']?.description).toMatch(
      /In stage a person must approve first\. In prod a second person must approve first\./,
    );
  });

  it('annotates honestly what a tool may do', async () => {
    const product = await startMcpProduct();
    const tools = await toolsFor(product, LEAD);
    const readOnly = tools.filter(({ annotations }) => annotations['readOnlyHint'] === true).map(({ name }) => name);
    expect(readOnly).toEqual(['get_execution', 'list_executions', 'get_execution_log']);
    for (const { name, annotations } of tools) {
      expect(annotations['destructiveHint'], name).toBe(!readOnly.includes(name));
      expect(annotations['idempotentHint'], name).toBe(!name.endsWith('_pipeline'));
    }
  });

  it('has output schemas without references that stand for themselves', async () => {
    const product = await startMcpProduct({ extraPipelines: 9 });
    for (const { name, outputSchema } of await toolsFor(product, LEAD)) {
      expect(outputSchema.type, name).toBe('object');
      expect(JSON.stringify(outputSchema), name).not.toContain('$ref');
    }
  });
});

describe('the arguments of a tool', () => {
  it('are refused with the field, the allowed values and what to do, and nothing is started', async () => {
    const product = await startMcpProduct();
    const answer = await product.call('execute_bootstrap_pipeline', { environment: 'moon', region: 'eu' });
    expect(answer.result.isError).toBe(true);
    expect(textOf(answer)).toMatch(/environment .*not one of the allowed values.*dev, prod/);
    expect(product.executor.starts).toHaveLength(0);
  });

  it('are checked against the rules that only the catalog knows as well', async () => {
    const product = await startMcpProduct({ extraPipelines: 9 });
    const answer = await product.call('execute_pipeline', {
      pipeline_type: 'bootstrap',
      environment: 'dev',
      parameters: { region: 'mars' },
    });
    expect(answer.result.isError).toBe(true);
    expect(textOf(answer)).toMatch(/region .*allowed: eu, us/);
    expect(product.executor.starts).toHaveLength(0);
  });

  it('can not name a CI variable, nor an environment out of reach', async () => {
    const product = await startMcpProduct();
    const injected = await product.call('execute_bootstrap_pipeline', { environment: 'dev', CI_DEBUG_TRACE: 'true' });
    expect(textOf(injected)).toContain('CI_DEBUG_TRACE is not known here');
    const outside = await product.call(
      'execute_bootstrap_pipeline',
      { environment: 'prod' },
      { as: { ...TEAM, environments: ['dev'] } },
    );
    expect(outside.result.isError).toBe(true);
    expect(product.executor.starts).toHaveLength(0);
  });

  it('describe a pipeline for those that call by type, as far as they may see it', async () => {
    const product = await startMcpProduct({ extraPipelines: 9 });
    const { result } = await product.call('describe_pipeline', { pipeline_type: 'web-app' });
    expect(result.structuredContent).toMatchObject({
      pipeline_type: 'web-app',
      rules: { prod: { approval: 'second-person' } },
      parameters: { properties: { version: { type: 'string' } } },
    });
    const hidden = await product.call(
      'describe_pipeline',
      { pipeline_type: 'web-app' },
      { as: { ...TEAM, pipelines: ['bootstrap'] } },
    );
    expect(hidden.result.isError).toBe(true);
  });
});
