import { ConfigurationError, type ConfigurationIssue } from '@sluice/core';
import { actionGroupsFile } from '../environment/action-groups-file.ts';
import { type EnvironmentVariables, readEnvironment } from '../environment/read-environment.ts';
import { httpUrl, optional, text } from '../environment/variables.ts';
import { executionTable } from '../store/execution-table.ts';
import type { ApiKey } from './api-key.ts';
import type { McpProxyOptions } from './mcp-proxy.ts';
import { secretApiKey } from './secret-api-key.ts';

const SERVER_URL = 'the URL of the pipeline server, such as https://sluice.internal, without user name or query';
const KEY = 'an API key that the pipeline server accepts, with the scopes read and execute';

/**
 * Reads the proxy's options from environment variables:
 *
 * | variable | what it is |
 * |---|---|
 * | `MCP_SERVER_URL` | the URL of the pipeline server |
 * | `MCP_SERVER_FUNCTION_NAME` | name or ARN of the pipeline server's Lambda function; instead of a URL |
 * | `MCP_SERVER_API_KEY` | the proxy's key, with the scopes `read` and `execute`, and `approve` where it is to deny and to pass on approvals |
 * | `MCP_SERVER_API_KEY_SECRET_ID` | name or ARN of the secret in AWS Secrets Manager with that key; instead of the key |
 * | `MCP_SERVER_API_KEY_SECRET_FIELD` | the field of the secret, where that is a JSON object: `api_key` unless it is set |
 * | `EXECUTION_TABLE_NAME` | the DynamoDB table in which it is remembered what was asked for and answered; without it, the server's own store is the memory |
 * | `ACTION_GROUPS_FILE` | a JSON file with the OpenAPI documents of the action groups, beside the function |
 *
 * A server that is a URL needs a key; one that is a function may do without, where it knows whoever may invoke it.
 *
 * @throws ConfigurationError that names every variable that is missing or wrong
 * @public
 */
export function mcpProxyOptionsFromEnv(variables: EnvironmentVariables): McpProxyOptions {
  const values = readEnvironment(variables, {
    MCP_SERVER_URL: optional(httpUrl(SERVER_URL)),
    MCP_SERVER_FUNCTION_NAME: optional(text("the name or the ARN of the pipeline server's Lambda function")),
    MCP_SERVER_API_KEY: optional(text(KEY)),
    MCP_SERVER_API_KEY_SECRET_ID: optional(text('the name or the ARN of the secret with the API key')),
    MCP_SERVER_API_KEY_SECRET_FIELD: optional(text('the name of a field of the secret')),
    EXECUTION_TABLE_NAME: optional(text('the name of the DynamoDB table of executions')),
    ACTION_GROUPS_FILE: actionGroupsFile(
      'the name of a JSON file [{"name": "bootstrap", "document": {"openapi": "3.0.0", …}}] beside the function',
      variables['LAMBDA_TASK_ROOT'],
    ),
  });
  const issues = contradictions(values);
  if (issues.length > 0) throw new ConfigurationError(issues);
  const { MCP_SERVER_FUNCTION_NAME: functionName, EXECUTION_TABLE_NAME: tableName } = values;
  return {
    serverUrl: values.MCP_SERVER_URL,
    serverFunction: functionName === undefined ? undefined : { name: functionName },
    apiKey: apiKeyOf(values),
    ...(tableName === undefined ? {} : executionTable(tableName)),
    actionGroups: values.ACTION_GROUPS_FILE,
  };
}

/** The variables of which one makes the other needless, or needed. */
interface ServerVariables {
  readonly MCP_SERVER_URL: string | undefined;
  readonly MCP_SERVER_FUNCTION_NAME: string | undefined;
  readonly MCP_SERVER_API_KEY: string | undefined;
  readonly MCP_SERVER_API_KEY_SECRET_ID: string | undefined;
  readonly MCP_SERVER_API_KEY_SECRET_FIELD: string | undefined;
}

function contradictions(values: ServerVariables): readonly ConfigurationIssue[] {
  const { MCP_SERVER_URL: url, MCP_SERVER_FUNCTION_NAME: functionName } = values;
  const { MCP_SERVER_API_KEY: key, MCP_SERVER_API_KEY_SECRET_ID: secretId } = values;
  const issues: ConfigurationIssue[] = [];
  const report = (variable: string, message: string): void => {
    issues.push({ path: [variable], message });
  };
  if (url === undefined && functionName === undefined) {
    report(
      'MCP_SERVER_URL',
      `is not set: expected ${SERVER_URL}; or, where it is a Lambda function, MCP_SERVER_FUNCTION_NAME`,
    );
  }
  if (url !== undefined && functionName !== undefined) {
    report(
      'MCP_SERVER_FUNCTION_NAME',
      'is set beside MCP_SERVER_URL: the pipeline server is one of them, so unset the other',
    );
  }
  if (functionName === undefined && key === undefined && secretId === undefined) {
    report('MCP_SERVER_API_KEY', `is not set: expected ${KEY}; or MCP_SERVER_API_KEY_SECRET_ID, the secret with it`);
  }
  if (key !== undefined && secretId !== undefined) {
    report('MCP_SERVER_API_KEY_SECRET_ID', 'is set beside MCP_SERVER_API_KEY: unset one of them');
  }
  return issues;
}

function apiKeyOf(values: ServerVariables): ApiKey | undefined {
  const { MCP_SERVER_API_KEY_SECRET_ID: secretId, MCP_SERVER_API_KEY_SECRET_FIELD: field } = values;
  return secretId === undefined ? values.MCP_SERVER_API_KEY : secretApiKey({ secretId, field });
}
