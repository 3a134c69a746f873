import type { DoorRequest } from '../../support/door-request.ts';
import type { Refusal } from '../support/answer.ts';
import { callTool, mcp, rest, startBy, type Violation, type Way } from '../support/violation.ts';
import { type Person, principalOf, type World } from '../support/world.ts';

const FORBIDDEN = { status: 403, code: 'forbidden' };
const NO_EXECUTION = { status: 404, code: 'execution_not_found' };
const NO_TOOL = { rpc: -32_602 };
const OUT_OF_REACH = { tool: 'execution_not_found' };
const NOT_OF_REST = 'REST has no such thing';
const NOT_OF_MCP = 'MCP has no such thing';

function startViolation(name: string, person: Person, byMcp: Refusal): Violation {
  return {
    name,
    ways: {
      REST: { commit: () => startBy('REST', person), refusal: FORBIDDEN },
      MCP: { commit: () => startBy('MCP', person), refusal: byMcp },
    },
  };
}

/** A person who lacks the scope for something that is done with an execution. */
function scopeViolation(
  name: string,
  restOf: (executionId: string) => DoorRequest,
  mcpOf: (executionId: string) => DoorRequest,
): Violation {
  return {
    name,
    ways: {
      REST: { commit: async ({ start }) => restOf(await start('gated')), refusal: FORBIDDEN },
      MCP: { commit: async ({ start }) => mcpOf(await start('gated')), refusal: NO_TOOL },
    },
  };
}

/** Somebody who may do everything elsewhere, with an execution that is out of reach. */
function executionViolation(
  name: string,
  method: string,
  path: string,
  tool: string | undefined,
  input = {},
): Violation {
  return {
    name,
    ways: {
      REST: {
        commit: async (world) =>
          rest(method, `/executions/${await outOfReach(world)}${path}`, 'gated-only', bodyOf(path)),
        refusal: NO_EXECUTION,
      },
      ...(tool === undefined
        ? {}
        : {
            MCP: {
              commit: async (world: World) =>
                callTool(tool, { execution_id: await outOfReach(world), ...input }, 'gated-only'),
              refusal: OUT_OF_REACH,
            },
          }),
    },
    gaps: tool === undefined ? { MCP: NOT_OF_MCP } : {},
  };
}

function bodyOf(path: string): unknown {
  return path === '/approvals?answer' ? { approval_id: 'q', decision: 'approve' } : undefined;
}

async function outOfReach(world: World): Promise<string> {
  const executionId = await world.start('dev');
  world.executor.ask(executionId, { id: 'q', title: 'Go on?', canReject: true });
  return executionId;
}

function protocolViolation(name: string, requestOf: (executionId: string) => DoorRequest, rpc: number): Violation {
  return {
    name,
    ways: { MCP: { commit: async (world) => requestOf(await outOfReach(world)), refusal: { rpc } } },
    gaps: { REST: NOT_OF_REST },
  };
}

function resource(path: string): (executionId: string) => DoorRequest {
  return (executionId) => mcp('resources/read', { uri: `sluice://executions/${executionId}${path}` }, 'gated-only');
}

function task(method: string, params = {}): (executionId: string) => DoorRequest {
  return (taskId) => mcp(`tasks/${method}`, { taskId, ...params }, 'gated-only');
}

const APPROVED = { 'question:q': { action: 'accept', content: { approve: true } } };

/** Things that somebody may do who is not this one. */
export const REACH_VIOLATIONS: readonly Violation[] = [
  startViolation('a wrong scope', 'reader', NO_TOOL),
  startViolation('a wrong environment', 'gated-only', { tool: 'invalid_request' }),
  startViolation('a wrong pipeline', 'bootstrap-only', NO_TOOL),
  scopeViolation(
    'cancelling with a wrong scope',
    (id) => rest('POST', `/executions/${id}/cancel`, 'reader'),
    (id) => callTool('cancel_execution', { execution_id: id }, 'reader'),
  ),
  scopeViolation(
    'retrying with a wrong scope',
    (id) => rest('POST', `/executions/${id}/retry`, 'reader'),
    (id) => callTool('retry_execution', { execution_id: id }, 'reader'),
  ),
  scopeViolation(
    'approving with a wrong scope',
    (id) => rest('POST', `/executions/${id}/approve`),
    (id) => callTool('answer_approval', { execution_id: id, decision: 'approve' }),
  ),
  scopeViolation(
    'denying with a wrong scope',
    (id) => rest('POST', `/executions/${id}/deny`),
    (id) => callTool('answer_approval', { execution_id: id, decision: 'deny' }),
  ),
  {
    name: 'ending a run by force with a wrong scope',
    ways: {
      REST: {
        commit: async ({ start }) =>
          rest('POST', `/executions/${await start('dev')}/cancel`, 'team', { force: 'terminate' }),
        refusal: FORBIDDEN,
      },
    },
    gaps: { MCP: NOT_OF_MCP },
  },
  executionViolation('looking at an execution out of reach', 'GET', '', 'get_execution'),
  executionViolation('waiting for an execution out of reach', 'GET', '?wait=20', 'get_execution', { wait_seconds: 20 }),
  executionViolation('the log of an execution out of reach', 'GET', '/log', 'get_execution_log'),
  executionViolation('the audit trail of an execution out of reach', 'GET', '/events', undefined),
  executionViolation('cancelling an execution out of reach', 'POST', '/cancel', 'cancel_execution'),
  executionViolation('retrying an execution out of reach', 'POST', '/retry', 'retry_execution'),
  executionViolation('approving an execution out of reach', 'POST', '/approve', 'answer_approval', {
    decision: 'approve',
  }),
  executionViolation('denying an execution out of reach', 'POST', '/deny', 'answer_approval', { decision: 'deny' }),
  executionViolation('the questions of a run out of reach', 'GET', '/approvals', undefined),
  executionViolation('answering the run of an execution out of reach', 'POST', '/approvals?answer', 'answer_approval', {
    decision: 'approve',
    approval_id: 'q',
  }),
  protocolViolation('the resource of an execution out of reach', resource(''), -32_602),
  protocolViolation('the resource of a log out of reach', resource('/log'), -32_602),
  protocolViolation('the resource of an audit trail out of reach', resource('/audit'), -32_602),
  protocolViolation(
    'the diagnosis of an execution out of reach',
    (id) => mcp('prompts/get', { name: 'diagnose_execution', arguments: { execution_id: id } }, 'gated-only'),
    -32_602,
  ),
  protocolViolation('the task of an execution out of reach', task('get'), -32_602),
  protocolViolation(
    'answering the task of an execution out of reach',
    task('update', { inputResponses: APPROVED }),
    -32_602,
  ),
  protocolViolation('cancelling the task of an execution out of reach', task('cancel'), -32_602),
  {
    name: 'the list of an environment out of reach',
    ways: {
      REST: { commit: () => rest('GET', '/executions?environment=dev', 'gated-only'), refusal: FORBIDDEN },
      MCP: {
        commit: () => callTool('list_executions', { environment: 'dev' }, 'gated-only'),
        refusal: { tool: 'invalid_request' },
      },
    },
  },
  {
    name: 'the list of a pipeline out of reach',
    ways: {
      REST: {
        commit: () => rest('GET', '/executions?environment=dev&pipeline_type=app', 'bootstrap-only'),
        refusal: FORBIDDEN,
      },
      MCP: {
        commit: () => callTool('list_executions', { environment: 'dev', pipeline_type: 'app' }, 'bootstrap-only'),
        refusal: { tool: 'forbidden' },
      },
    },
  },
  {
    name: 'a cursor of another environment',
    ways: { REST: foreignCursor('REST'), MCP: foreignCursor('MCP') },
  },
  {
    name: 'a pipeline out of reach',
    ways: {
      REST: {
        commit: () => rest('GET', '/pipelines/bootstrap', 'gated-only'),
        refusal: { status: 404, code: 'pipeline_not_found' },
      },
      MCP: {
        commit: () => mcp('resources/read', { uri: 'sluice://pipelines/bootstrap' }, 'gated-only'),
        refusal: { rpc: -32_602 },
      },
    },
  },
  {
    name: 'the numbers of everybody, for somebody who may see a part',
    ways: { REST: { commit: () => rest('GET', '/metrics', 'gated-only'), refusal: FORBIDDEN } },
    gaps: { MCP: NOT_OF_MCP },
  },
];

/** A place in the list of an environment that its reader may see, taken to that of another one. */
function foreignCursor(way: Way): NonNullable<Violation['ways'][Way]> {
  return {
    refusal: way === 'REST' ? { status: 400, code: 'invalid_request' } : { tool: 'invalid_request' },
    async commit({ start, service }) {
      await start('gated', 'team');
      await start('gated', 'lead').catch(() => {});
      await service.execute({ pipelineType: 'app', environment: 'gated', tenantId: 'b' }, principalOf('lead'));
      const { cursor = '' } = await service.list({ environment: 'gated', limit: 1 }, principalOf('lead'));
      return way === 'REST'
        ? rest('GET', `/executions?environment=dev&cursor=${encodeURIComponent(cursor)}`, 'lead')
        : callTool('list_executions', { environment: 'dev', cursor }, 'lead');
    },
  };
}
