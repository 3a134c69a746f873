import { actionGroupsFile } from '../environment/action-groups-file.ts';
import { type EnvironmentVariables, readEnvironment } from '../environment/read-environment.ts';
import { httpUrl, text } from '../environment/variables.ts';
import { executionTableStore } from '../store/execution-table.ts';
import type { McpProxyOptions } from './mcp-proxy.ts';

/**
 * Reads the proxy's options from `MCP_SERVER_URL`, `MCP_SERVER_API_KEY`, `EXECUTION_TABLE_NAME` and `ACTION_GROUPS_FILE`.
 *
 * @throws ConfigurationError that names every variable that is missing or wrong
 * @public
 */
export function mcpProxyOptionsFromEnv(variables: EnvironmentVariables): McpProxyOptions {
  const values = readEnvironment(variables, {
    MCP_SERVER_URL: httpUrl(
      'the URL of the pipeline server, such as https://sluice.internal, without user name or query',
    ),
    MCP_SERVER_API_KEY: text('an API key that the pipeline server accepts, with the scopes read and execute'),
    EXECUTION_TABLE_NAME: text('the name of the DynamoDB table of executions'),
    ACTION_GROUPS_FILE: actionGroupsFile(
      'the name of a JSON file [{"name": "bootstrap", "document": {"openapi": "3.0.0", …}}] beside the function',
    ),
  });
  return {
    serverUrl: values.MCP_SERVER_URL,
    apiKey: values.MCP_SERVER_API_KEY,
    store: executionTableStore(values.EXECUTION_TABLE_NAME),
    actionGroups: values.ACTION_GROUPS_FILE,
  };
}
