import { readFileSync } from 'node:fs';
import { type Catalog, createCatalog, type PipelineExecutor } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { LEAD, type ListedTool, startMcpProduct } from '../../support/mcp-product.ts';

/** As many as a model reads at the beginning of every conversation. Measured: 2,169. */
const MODEL_BUDGET_TOKENS = 2400;
/** With what programs read besides: titles, annotations and output schemas. Measured: 5,694. */
const LIST_BUDGET_TOKENS = 6200;
/** With a hundred pipelines. Measured: 2,581. */
const MANY_BUDGET_TOKENS = 2800;
const CHARACTERS_PER_TOKEN = 4;

/** The pipelines of the quickstart, with the action groups that it has. */
function quickstartCatalog(executor: PipelineExecutor): Promise<Catalog> {
  const types = ['bootstrap', 'compute', 'app'];
  const environments = { dev: {}, staging: {}, prod: {} };
  const pipeline = { executor: 'ci', target: { project: 'platform' }, environments };
  return createCatalog({
    config: {
      executors: { ci: () => executor },
      actionGroups: types.map((type) => `${type}.openapi.yaml`),
      pipelines: Object.fromEntries(types.map((type) => [type, pipeline])),
    },
    actionGroups: types.map((name) => ({ name, document: parse(readFileSync(pathOf(name), 'utf8')) })),
  });
}

function pathOf(name: string): URL {
  return new URL(`../../../../../schemas/action-groups/${name}.openapi.yaml`, import.meta.url);
}

function tokensOf(value: unknown): number {
  return Math.ceil(JSON.stringify(value).length / CHARACTERS_PER_TOKEN);
}

/** What a host passes on to a model. */
function forModel({ name, description, inputSchema }: ListedTool): Partial<ListedTool> {
  return { name, description, inputSchema };
}

describe('the tools of the quickstart, in tokens', () => {
  it('leave a model room for its work', async () => {
    const product = await startMcpProduct({ catalogOf: quickstartCatalog });
    const { tools } = (await product.request('tools/list', {}, { as: LEAD })).result;
    expect(tools).toHaveLength(9);
    expect(tokensOf(tools.map(forModel))).toBeLessThan(MODEL_BUDGET_TOKENS);
    expect(tokensOf(tools)).toBeLessThan(LIST_BUDGET_TOKENS);
  });

  it('grow little with the number of pipelines once they share one', async () => {
    const many = await startMcpProduct({ extraPipelines: 98 });
    const { tools } = (await many.request('tools/list', {}, { as: LEAD })).result;
    expect(tokensOf(tools.map(forModel))).toBeLessThan(MANY_BUDGET_TOKENS);
  });
});
