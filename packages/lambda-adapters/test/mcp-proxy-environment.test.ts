import { ConfigurationError } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { type EnvironmentVariables, mcpProxyOptionsFromEnv } from '../src/index.ts';

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
