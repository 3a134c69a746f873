import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../src/environment/read-environment.ts';
import { flag, httpUrl, integer, optional, text } from '../src/environment/variables.ts';
import {
  agentInvokerOptionsFromEnv,
  chatHandlerOptionsFromEnv,
  createMcpProxy,
  type EnvironmentVariables,
  mcpProxyOptionsFromEnv,
  memoryManagerOptionsFromEnv,
} from '../src/index.ts';
import { actionGroupOf } from './support/agent-events.ts';
import { contextFor, opened, recordingLogger } from './support/lambda.ts';
import { openApiEvent } from './support/open-api-event.ts';

const invoker = { AGENT_IDS: '{"bootstrap":"A1","app":"A2"}', AGENT_ALIAS_IDS: '{"bootstrap":"B1","app":"B2"}' };
const proxy = {
  MCP_SERVER_URL: 'http://127.0.0.1:8000',
  MCP_SERVER_API_KEY: 'sk-secret',
  EXECUTION_TABLE_NAME: 'table',
};

function faultsOf(read: (variables: EnvironmentVariables) => unknown, variables: EnvironmentVariables): string {
  try {
    read(variables);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  throw new Error('Nothing was wrong.');
}

describe('the environment variables of a handler', () => {
  it('become its options', () => {
    expect(chatHandlerOptionsFromEnv({ ORCHESTRATOR_AGENT_ID: 'A', ORCHESTRATOR_AGENT_ALIAS_ID: ' B ' })).toMatchObject(
      {
        orchestrator: { agentId: 'A', agentAliasId: 'B' },
      },
    );
    expect(agentInvokerOptionsFromEnv({ ...invoker, MAX_AGENT_DEPTH: '' })).toEqual({
      agents: { bootstrap: { agentId: 'A1', agentAliasId: 'B1' }, app: { agentId: 'A2', agentAliasId: 'B2' } },
      maxDepth: 3,
    });
    expect(agentInvokerOptionsFromEnv({ ...invoker, MAX_AGENT_DEPTH: '5' }).maxDepth).toBe(5);
    expect(mcpProxyOptionsFromEnv({ ...proxy, MCP_SERVER_URL: 'https://sluice.internal/ci//' })).toMatchObject({
      serverUrl: 'https://sluice.internal/ci',
      apiKey: 'sk-secret',
    });
    expect(memoryManagerOptionsFromEnv({ EXECUTION_TABLE_NAME: 'table' }).store).toBeTypeOf('function');
  });

  it.each<[string, (variables: EnvironmentVariables) => unknown, readonly string[]]>([
    ['chat handler', chatHandlerOptionsFromEnv, ['ORCHESTRATOR_AGENT_ID', 'ORCHESTRATOR_AGENT_ALIAS_ID']],
    ['agent invoker', agentInvokerOptionsFromEnv, ['AGENT_IDS', 'AGENT_ALIAS_IDS']],
    ['proxy', mcpProxyOptionsFromEnv, ['MCP_SERVER_URL', 'MCP_SERVER_API_KEY']],
    ['memory manager', memoryManagerOptionsFromEnv, ['EXECUTION_TABLE_NAME']],
  ])('are all named at once when they are missing: %s', (_, read, names) => {
    const lines = faultsOf(read, {}).split('\n');
    expect(lines).toEqual(names.map((name) => expect.stringMatching(new RegExp(`^${name}: is not set: expected .+`))));
  });

  it('name the file with the documents of the action groups, where there is one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-'));
    const file = join(folder, 'action-groups.json');
    const read = (): unknown => mcpProxyOptionsFromEnv({ ...proxy, ACTION_GROUPS_FILE: file }).actionGroups;
    const groups = [actionGroupOf({ environment: { type: 'string' } })];
    await writeFile(file, JSON.stringify(groups));
    expect(read()).toEqual(groups);
    expect(mcpProxyOptionsFromEnv(proxy).actionGroups).toEqual([]);
    for (const wrong of ['openapi: 3.0.0', '{}', '[{"name":"a"}]', '[{"name":"a","document":{"paths":[]}}]']) {
      await writeFile(file, wrong);
      expect(read).toThrow(/^ACTION_GROUPS_FILE: can't be used: expected the name of a JSON file/);
    }
    await rm(folder, { recursive: true });
    expect(read).toThrow(/ACTION_GROUPS_FILE/);
  });

  it.each<[string, (variables: EnvironmentVariables) => unknown, EnvironmentVariables, RegExp]>([
    [
      'ids that are no JSON',
      agentInvokerOptionsFromEnv,
      { ...invoker, AGENT_IDS: 'A1' },
      /AGENT_IDS: can't be used: expected a JSON object/,
    ],
    ['ids that are a list', agentInvokerOptionsFromEnv, { ...invoker, AGENT_IDS: '["A1"]' }, /AGENT_IDS/],
    ['no ids', agentInvokerOptionsFromEnv, { ...invoker, AGENT_IDS: '{}' }, /AGENT_IDS/],
    ['an id that is a number', agentInvokerOptionsFromEnv, { ...invoker, AGENT_IDS: '{"a":1}' }, /AGENT_IDS/],
    ['an agent type with a space', agentInvokerOptionsFromEnv, { ...invoker, AGENT_IDS: '{"a b":"A"}' }, /AGENT_IDS/],
    [
      'an agent without an alias',
      agentInvokerOptionsFromEnv,
      { ...invoker, AGENT_ALIAS_IDS: '{"app":"B2"}' },
      /AGENT_ALIAS_IDS: lacks bootstrap/,
    ],
    ['a depth of 0', agentInvokerOptionsFromEnv, { ...invoker, MAX_AGENT_DEPTH: '0' }, /MAX_AGENT_DEPTH.*from 1 to 10/],
    ['a depth of many', agentInvokerOptionsFromEnv, { ...invoker, MAX_AGENT_DEPTH: 'many' }, /MAX_AGENT_DEPTH/],
    [
      'a URL without a scheme',
      mcpProxyOptionsFromEnv,
      { ...proxy, MCP_SERVER_URL: 'sluice.internal' },
      /MCP_SERVER_URL: can't be used/,
    ],
    ['a URL of another scheme', mcpProxyOptionsFromEnv, { ...proxy, MCP_SERVER_URL: 'ftp://sluice' }, /MCP_SERVER_URL/],
    [
      'a URL with a password',
      mcpProxyOptionsFromEnv,
      { ...proxy, MCP_SERVER_URL: 'http://a:hunter2@sluice' },
      /MCP_SERVER_URL/,
    ],
  ])('are refused, and no value is repeated: %s', (_, read, variables, expected) => {
    const message = faultsOf(read, variables);
    expect(message).toMatch(expected);
    expect(message).not.toMatch(/hunter2|sk-secret/);
  });

  it.each<[string, EnvironmentVariables, unknown]>([
    ['a switch that is on', { FLAG: 'true' }, { FLAG: true }],
    ['a switch that is off', { FLAG: 'false' }, { FLAG: false }],
    ['the least number', { NUMBER: '1' }, { NUMBER: 1 }],
    ['the greatest number', { NUMBER: '9' }, { NUMBER: 9 }],
    ['a text in spaces', { TEXT: ' a b ' }, { TEXT: 'a b' }],
    ['a URL in spaces', { URL: ' http://a/ ' }, { URL: 'http://a' }],
    ['nothing', { FLAG: '', NUMBER: '', TEXT: '', URL: '' }, {}],
  ])('are read, and have their defaults: %s', (_, variables, expected) => {
    const shape = {
      FLAG: flag('whether'),
      NUMBER: integer('how many', { min: 1, max: 9, defaultValue: 3 }),
      TEXT: optional(text('a text')),
      URL: optional(httpUrl('a URL')),
    };
    const defaults = { FLAG: false, NUMBER: 3, TEXT: undefined, URL: undefined };
    expect(readEnvironment(variables, shape)).toEqual({ ...defaults, ...(expected as object) });
  });

  it.each(['TRUE', 'yes', '1'])('are no switch, though it may be meant: %s', (value) => {
    const read = (): unknown => readEnvironment({ FLAG: value }, { FLAG: flag('whether') });
    expect(read).toThrow("FLAG: can't be used: expected whether: true or false (default false)");
  });

  it.each(['0', '10', '1.5', '-1', '1e1', ' ', 'one'])('are no number from 1 to 9: %s', (value) => {
    const shape = { NUMBER: integer('how many', { min: 1, max: 9, defaultValue: 3 }) };
    expect(() => readEnvironment({ NUMBER: value }, shape)).toThrow("NUMBER: can't be used");
  });

  it('that are missing become a reply, and a line in the log for the platform team', async () => {
    const logger = recordingLogger();
    const handler = createMcpProxy(() => ({ ...mcpProxyOptionsFromEnv({}), logger }));
    const { status, body } = opened(await handler(openApiEvent({ path: '/x', method: 'GET' }), contextFor(1000)));
    expect({ status, body }).toMatchObject({ status: 500, body: { code: 'invalid_configuration' } });
    expect(body['message']).toContain('tell the platform team');
  });
});
