import type { DoorRequest } from '../../support/door-request.ts';
import type { Refusal } from '../support/answer.ts';
import { callTool, mcp, rest, startBy, type Violation, withHeaders } from '../support/violation.ts';

const INVALID = { status: 400, code: 'invalid_request' };
const WRONG_ARGUMENTS = { tool: 'invalid_request' };
const UNKNOWN = { rpc: -32_602 };

function long(characters: number): string {
  return 'x'.repeat(characters + 1);
}

function overRest(name: string, request: DoorRequest, refusal: Refusal = INVALID, elsewhere = {}): Violation {
  const gaps = { MCP: 'MCP has it under another name, or not at all' };
  return { name: `${name}, over-long`, ways: { REST: { commit: () => request, refusal, elsewhere } }, gaps };
}

function overMcp(
  name: string,
  request: DoorRequest,
  refusal: Refusal = WRONG_ARGUMENTS,
  isUnloggedOverStdio = false,
): Violation {
  const gaps = { REST: 'REST has it under another name, or not at all' };
  return { name: `${name}, over-long`, ways: { MCP: { commit: () => request, refusal, isUnloggedOverStdio } }, gaps };
}

function overBoth(
  name: string,
  byRest: DoorRequest,
  byMcp: DoorRequest,
  mcpRefusal: Refusal = WRONG_ARGUMENTS,
): Violation {
  return {
    name: `${name}, over-long`,
    ways: {
      REST: { commit: () => byRest, refusal: INVALID },
      MCP: { commit: () => byMcp, refusal: mcpRefusal },
    },
  };
}

const PATH_TOO_LONG = { status: 413, code: 'request_too_large' };

/** Texts that are longer than anything that means something. */
export const LENGTH_VIOLATIONS: readonly Violation[] = [
  overBoth(
    'a pipeline type',
    startBy('REST', 'team', { pipeline_type: long(64) }),
    callTool(`execute_${long(64)}_pipeline`, { environment: 'dev' }),
    UNKNOWN,
  ),
  overBoth(
    'an environment',
    startBy('REST', 'team', { environment: long(64) }),
    startBy('MCP', 'team', { environment: long(64) }),
  ),
  overBoth(
    'a tenant',
    startBy('REST', 'team', { tenant_id: long(128) }),
    startBy('MCP', 'team', { tenant_id: long(128) }),
  ),
  overBoth(
    'an execution id',
    rest('GET', `/executions/${long(100)}`),
    callTool('get_execution', { execution_id: long(100) }),
  ),
  overBoth(
    'an execution id to cancel',
    rest('POST', `/executions/${long(100)}/cancel`),
    callTool('cancel_execution', { execution_id: long(100) }),
  ),
  overBoth(
    'a reason',
    rest('POST', '/executions/execution-1/deny', 'lead', { reason: long(500) }),
    callTool('answer_approval', { execution_id: 'execution-1', decision: 'deny', reason: long(500) }, 'lead'),
  ),
  overBoth(
    'an approval id',
    rest('POST', '/executions/execution-1/approvals', 'lead', { approval_id: long(500), decision: 'approve' }),
    callTool('answer_approval', { execution_id: 'execution-1', decision: 'approve', approval_id: long(500) }, 'lead'),
  ),
  overBoth(
    'a cursor of a list',
    rest('GET', `/executions?environment=dev&cursor=${long(7000)}`),
    callTool('list_executions', { environment: 'dev', cursor: long(7000) }),
  ),
  overRest('a session id', startBy('REST', 'team', { session_id: long(100) })),
  overRest('an idempotency key', withHeaders(startBy('REST'), { 'idempotency-key': long(255) })),
  overRest('a pipeline to look at', rest('GET', `/pipelines/${long(64)}`)),
  overRest('the name of a webhook', rest('POST', `/webhooks/${long(64)}`, 'team', {})),
  overRest('an address', rest('GET', `/executions/${long(8192)}`), PATH_TOO_LONG, {
    Node: { status: 414, code: 'request_too_large' },
    'direct invocation': { status: 400, code: 'invalid_request' },
  }),
  overMcp('a cursor of a log', callTool('get_execution_log', { execution_id: 'execution-1', cursor: long(500) })),
  overMcp('the name of a tool', callTool(long(5000), {}), UNKNOWN),
  overMcp('the URI of a resource', mcp('resources/read', { uri: `sluice://executions/${long(5000)}` }), UNKNOWN),
  overMcp('the id of a task', mcp('tasks/get', { taskId: long(200) }), UNKNOWN, true),
  overMcp('the name of a prompt', mcp('prompts/get', { name: long(5000), arguments: {} }), UNKNOWN),
  overMcp('a method', mcp(long(5000), {}), { rpc: -32_601 }, true),
];
