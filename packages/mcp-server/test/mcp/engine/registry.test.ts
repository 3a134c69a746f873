import type { Principal } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import type { McpDefinitions, ToolDefinition } from '../../../src/mcp/definitions.ts';
import { createMcpRegistry } from '../../../src/mcp/registry.ts';

const READER: Principal = { id: 'reader', scopes: ['read'] };

function tool(name: string, more: Partial<ToolDefinition> = {}): ToolDefinition {
  const call: ToolDefinition['call'] = async () => ({ content: [] });
  return { name, title: name, description: name, inputSchema: { type: 'object' }, annotations: {}, call, ...more };
}

function registryOf(...tools: ToolDefinition[]): ReturnType<typeof createMcpRegistry> {
  return createMcpRegistry({ ...EMPTY, tools });
}

const EMPTY: McpDefinitions = { tools: [], resources: [], resourceTemplates: [], prompts: [] };

describe('what a principal sees', () => {
  it('is prepared once for all principals of a kind', () => {
    let made = 0;
    const registry = registryOf(tool('a', { inputSchema: () => ({ type: 'object', properties: { [++made]: {} } }) }));
    const view = registry.viewFor({ id: 'one', scopes: ['read', 'execute'], environments: ['dev', 'test'] });
    expect(registry.viewFor({ id: 'two', scopes: ['execute', 'read'], environments: ['test', 'dev'] })).toBe(view);
    expect(made).toBe(1);
  });

  it.each<[string, Principal]>([
    ['other scopes', { id: 'a', scopes: ['read', 'approve'] }],
    ['fewer environments', { id: 'a', scopes: ['read'], environments: ['dev'] }],
    ['fewer pipelines', { id: 'a', scopes: ['read'], pipelines: ['app'] }],
    ['no environments at all', { id: 'a', scopes: ['read'], environments: [] }],
  ])('is another thing for one with %s', (_, principal) => {
    const registry = registryOf(tool('a'));
    expect(registry.viewFor(principal)).not.toBe(registry.viewFor(READER));
  });

  it('can not be made up of the words of another kind', () => {
    const registry = registryOf(tool('a'));
    const sly: Principal = { id: 'sly', scopes: ['read'], environments: ['dev"],["app'] };
    expect(registry.viewFor(sly)).not.toBe(
      registry.viewFor({ id: 'a', scopes: ['read'], environments: ['dev'], pipelines: ['app'] }),
    );
  });

  it('is forgotten when there are too many kinds, and made again', () => {
    let made = 0;
    const registry = registryOf(
      tool('a', {
        visibleTo: () => {
          made++;
          return true;
        },
      }),
    );
    const kind = (index: number): Principal => ({ id: 'a', scopes: [], pipelines: [`pipeline-${index}`] });
    for (let index = 0; index <= 200; index++) registry.viewFor(kind(index));
    registry.viewFor(kind(200));
    expect(made).toBe(201);
    registry.viewFor(kind(0));
    expect(made).toBe(202);
  });

  it('checks arguments by the schema that this principal has', () => {
    const registry = registryOf(
      tool('a', {
        inputSchema: ({ environments = [] }) => ({
          type: 'object',
          properties: { to: { type: 'string', enum: environments } },
        }),
      }),
    );
    const check = (environment: string): unknown =>
      registry
        .viewFor({ id: 'a', scopes: [], environments: [environment] })
        .tools.get('a')
        ?.check({ to: 'dev' });
    expect(check('dev')).toEqual([]);
    expect(check('prod')).toEqual([{ field: 'to', message: 'is not one of the allowed values', allowed: ['prod'] }]);
  });
});

describe('a schema with keywords that not every validator has', () => {
  const inputSchema = {
    type: 'object',
    properties: { kind: { type: 'string' }, phone: { type: 'string' } },
    if: { properties: { kind: { const: 'phone' } } },
    ...Object.fromEntries([['then', { required: ['phone'] }]]),
  };

  it('is checked all the same', () => {
    const check = registryOf(tool('a', { inputSchema })).viewFor(READER).tools.get('a')?.check;
    expect(check?.({ kind: 'phone', phone: '1' })).toEqual([]);
    expect(check?.({ kind: 'phone' })).toMatchObject([
      { field: 'arguments', message: expect.stringContaining('phone') },
    ]);
  });
});

describe('definitions that can not be served', () => {
  it.each([
    ['two tools of one name', { ...EMPTY, tools: [tool('a'), tool('a')] }, 'the tool "a"'],
    [
      'two resources of one URI',
      {
        ...EMPTY,
        resources: ['x', 'y'].map((name) => ({ uri: 'test://a', name, read: async () => ({ contents: [] }) })),
      },
      'the resource "test://a"',
    ],
    [
      'two prompts of one name',
      {
        ...EMPTY,
        prompts: ['x', 'y'].map((title) => ({
          name: 'p',
          title,
          description: '',
          arguments: [],
          get: async () => ({ messages: [] }),
        })),
      },
      'the prompt "p"',
    ],
  ])('are %s', (_, definitions, which) => {
    expect(() => createMcpRegistry(definitions)).toThrow(`Two MCP definitions are ${which}.`);
  });
});
