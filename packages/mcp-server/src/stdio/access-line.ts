import { redactSecrets } from '@sluice/core';
import type { McpFacts } from '../http/server-env.ts';

/** Writes down what was asked over a connection, in the fields that the access log of HTTP has. */
export function accessLine(principal: string, facts: McpFacts): readonly [Record<string, unknown>, string] {
  const { method, tool, protocolVersion, executionId, errorType } = facts;
  const line = {
    door: 'stdio',
    principal,
    execution_id: redactSecrets(executionId ?? '') || undefined,
    mcp_method: method,
    mcp_tool: tool,
    mcp_protocol_version: protocolVersion,
    mcp_error: errorType,
  };
  return [line, `MCP ${method}${tool === undefined ? '' : ` ${tool}`}`];
}
