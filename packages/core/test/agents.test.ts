import { expect, it } from 'vitest';
import { bodySchemaOf, defineAgents, type OpenApiDocument, operationsOf } from '../src/index.ts';
import { dnsGroup } from './fixtures/world.ts';

const document = (path: string, parameters: readonly object[], body?: object): OpenApiDocument =>
  ({
    openapi: '3.0.0',
    info: { title: path },
    paths: {
      [path]: {
        post: {
          operationId: path,
          parameters,
          ...(body === undefined ? {} : { requestBody: { content: { 'application/json': { schema: body } } } }),
        },
      },
    },
  }) as OpenApiDocument;

const agents = defineAgents({
  actionGroups: [dnsGroup()],
  environments: ['dev', 'prod'],
  common: {
    executions: document('/executions/{execution_id}', []),
    orchestration: document('/agents/invoke', [], {
      type: 'object',
      properties: { agent_type: { type: 'string' }, input: { type: 'string' } },
    }),
    memory: document('/memory', [{ name: 'environment', in: 'query', schema: { type: 'string' } }]),
  },
});

it('there is an orchestrator, and a specialist for each action group', () => {
  expect(agents.map(({ agentType }) => agentType)).toEqual(['orchestrator', 'dns']);
});

it('the orchestrator reaches the specialists and the memory, and no pipeline', () => {
  expect(agents[0]?.actionGroups.map(({ name, handler }) => [name, handler])).toEqual([
    ['memory', 'memory-manager'],
    ['orchestration', 'agent-invoker'],
  ]);
});

it('a specialist reaches its own pipelines and the executions', () => {
  expect(agents[1]?.actionGroups.map(({ name, handler }) => [name, handler])).toEqual([
    ['dns', 'mcp-proxy'],
    ['executions', 'mcp-proxy'],
  ]);
});

it('the common documents offer the agents and environments that there are', () => {
  const [memory, orchestration] = (agents[0]?.actionGroups ?? []).map(
    (group) => operationsOf(group.document)[0]?.operation,
  );

  expect(memory?.parameters?.[0]?.schema?.enum).toEqual(['dev', 'prod']);
  expect(orchestration && bodySchemaOf(orchestration)?.properties?.['agent_type']?.enum).toEqual(['dns']);
  expect(orchestration && bodySchemaOf(orchestration)?.properties?.['input']).not.toHaveProperty('enum');
});
