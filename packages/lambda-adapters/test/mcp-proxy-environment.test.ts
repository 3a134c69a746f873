import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ConfigurationError } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { type EnvironmentVariables, mcpProxyOptionsFromEnv } from '../src/index.ts';
import { actionGroupOf } from './support/agent-events.ts';

const byUrl = { MCP_SERVER_URL: 'https://sluice.internal', MCP_SERVER_API_KEY: 'sk-secret' };

function faultsOf(variables: EnvironmentVariables): string {
  try {
    mcpProxyOptionsFromEnv(variables);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  return 'none';
}

describe('the environment variables of the proxy', () => {
  it('name a server at a URL, and its key', () => {
    const options = mcpProxyOptionsFromEnv(byUrl);
    expect(options).toMatchObject({ serverUrl: 'https://sluice.internal', apiKey: 'sk-secret' });
    expect(options.serverFunction).toBeUndefined();
    expect(options).not.toHaveProperty('store');
    expect(options).not.toHaveProperty('journal');
  });

  it('name a server that is a function, which may need no key', () => {
    const options = mcpProxyOptionsFromEnv({ MCP_SERVER_FUNCTION_NAME: 'sluice:live' });
    expect(options).toMatchObject({ serverFunction: { name: 'sluice:live' } });
    expect(options.serverUrl).toBeUndefined();
    expect(options.apiKey).toBeUndefined();
  });

  it('name the secret with the key', () => {
    const { MCP_SERVER_API_KEY: _, ...server } = byUrl;
    const variables = {
      ...server,
      MCP_SERVER_API_KEY_SECRET_ID: 'sluice/key',
      MCP_SERVER_API_KEY_SECRET_FIELD: 'token',
    };
    expect(mcpProxyOptionsFromEnv(variables).apiKey).toBeTypeOf('function');
  });

  it('name the file of the action groups, which lies beside the function wherever that is run', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-task-'));
    const groups = [actionGroupOf({ environment: { type: 'string' } })];
    await writeFile(join(folder, 'groups.json'), JSON.stringify(groups));
    const read = (variables: EnvironmentVariables) => mcpProxyOptionsFromEnv({ ...byUrl, ...variables }).actionGroups;
    expect(read({ ACTION_GROUPS_FILE: 'groups.json', LAMBDA_TASK_ROOT: folder })).toEqual(groups);
    expect(read({ ACTION_GROUPS_FILE: './groups.json', LAMBDA_TASK_ROOT: folder })).toEqual(groups);
    expect(read({ ACTION_GROUPS_FILE: join(folder, 'groups.json'), LAMBDA_TASK_ROOT: '/var/task' })).toEqual(groups);
    expect(read({ ACTION_GROUPS_FILE: relative(process.cwd(), join(folder, 'groups.json')) })).toEqual(groups);
    expect(faultsOf({ ...byUrl, ACTION_GROUPS_FILE: 'groups.json' })).toMatch(/^ACTION_GROUPS_FILE: can't be used/);
    await rm(folder, { recursive: true });
  });

  it('name the table of the memory', () => {
    const { store, journal } = mcpProxyOptionsFromEnv({ ...byUrl, EXECUTION_TABLE_NAME: 'executions' });
    expect([store, journal]).toEqual([expect.any(Function), expect.any(Function)]);
  });

  it.each<[string, EnvironmentVariables, RegExp]>([
    ['no server', { MCP_SERVER_API_KEY: 'sk-secret' }, /^MCP_SERVER_URL: is not set: .*MCP_SERVER_FUNCTION_NAME$/],
    ['two servers', { ...byUrl, MCP_SERVER_FUNCTION_NAME: 'sluice' }, /^MCP_SERVER_FUNCTION_NAME: is set beside MCP_/],
    [
      'a URL without a key',
      { MCP_SERVER_URL: 'https://sluice.internal' },
      /^MCP_SERVER_API_KEY: is not set: .*MCP_SERVER_API_KEY_SECRET_ID, the secret with it$/,
    ],
    [
      'two keys',
      { ...byUrl, MCP_SERVER_API_KEY_SECRET_ID: 'sluice/key' },
      /^MCP_SERVER_API_KEY_SECRET_ID: is set beside MCP_SERVER_API_KEY: unset one of them$/,
    ],
  ])('are refused with %s, and no value is repeated', (_, variables, expected) => {
    const message = faultsOf(variables);
    expect(message).toMatch(expected);
    expect(message).not.toMatch(/sk-secret|sluice\/key/);
  });
});
