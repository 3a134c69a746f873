import { PROTOCOL_VERSION_META_KEY, Server, type ServerContext, specTypeSchemas } from '@modelcontextprotocol/server';
import { answerCall, type McpCall } from './answer-call.ts';
import { callContextOf } from './call-context.ts';
import type { McpEra } from './definitions.ts';
import { troubleOf } from './failures.ts';
import { complete } from './protocol/complete.ts';
import { getPrompt } from './protocol/prompts.ts';
import { readResource } from './protocol/resources.ts';
import { TASK_SCHEMAS, taskCalls } from './protocol/tasks.ts';
import { callTool } from './protocol/tools.ts';
import type { McpCaller, McpRuntime } from './runtime.ts';

/** Makes the SDK's server for one HTTP request or one stdio connection of a caller. */
export function createMcpServer(runtime: McpRuntime, caller: McpCaller, era: McpEra): Server {
  const server = new Server(runtime.serverInfo, runtime.serverOptions[era]);
  const { definitions } = runtime.registry;
  const view = runtime.registry.viewFor(caller.principal);

  /** Has a request answered, and notes how that went. */
  async function answer<Result>(sdkContext: ServerContext, work: (call: McpCall) => Promise<Result>): Promise<Result> {
    const { method } = sdkContext.mcpReq;
    const facts: McpCall['facts'] = { method, protocolVersion: versionOf(server, sdkContext) };
    const report = { logger: runtime.logger, requestId: caller.requestId(), method };
    const context = callContextOf(sdkContext, {
      runtime,
      era,
      principal: caller.principal,
      stopping: caller.stopping ?? runtime.stopping,
      connectionCapabilities: server.getClientCapabilities(),
      noteExecution: (executionId) => {
        facts.executionId = executionId;
      },
    });
    return answerCall({ runtime, caller, call: { view, context, report, facts } }, work);
  }

  function list<Result>(sdkContext: ServerContext, result: Result): Promise<Result> {
    return answer(sdkContext, async () => result);
  }

  server.setRequestHandler('tools/list', PARAMS.list, (_, sdk) => list(sdk, view.toolList));
  server.setRequestHandler('tools/call', ({ params }, sdk) =>
    answer(sdk, (call) => callTool(params, call, (result, schema) => server.projectCallToolResult(result, schema))),
  );
  server.setRequestHandler('resources/list', PARAMS.list, (_, sdk) => list(sdk, view.resourceList));
  server.setRequestHandler('resources/templates/list', PARAMS.list, (_, sdk) => list(sdk, view.templateList));
  server.setRequestHandler('resources/read', PARAMS.readResource, ({ uri }, sdk) =>
    answer(sdk, (call) => readResource(uri, call)),
  );
  server.setRequestHandler('prompts/list', PARAMS.list, (_, sdk) => list(sdk, view.promptList));
  server.setRequestHandler('prompts/get', PARAMS.getPrompt, (params, sdk) =>
    answer(sdk, (call) => getPrompt(params, call)),
  );
  server.setRequestHandler('completion/complete', PARAMS.complete, (params, sdk) =>
    answer(sdk, (call) => complete(params, call)),
  );
  if (era === 'modern' && definitions.tasks !== undefined) {
    const { get, update, cancel } = taskCalls(definitions.tasks);
    server.setRequestHandler('tasks/get', TASK_SCHEMAS, ({ taskId }, sdk) => answer(sdk, (call) => get(taskId, call)));
    server.setRequestHandler('tasks/update', TASK_SCHEMAS, ({ taskId }, sdk) =>
      answer(sdk, (call) => update(taskId, call)),
    );
    server.setRequestHandler('tasks/cancel', TASK_SCHEMAS, ({ taskId }, sdk) =>
      answer(sdk, (call) => cancel(taskId, call)),
    );
  }
  server.onerror = (error) => {
    runtime.logger.warn({ request_id: caller.requestId(), reason: troubleOf(error) }, TROUBLE);
  };
  return server;
}

/** Given by hand, since what the SDK does not find in its own it calls an internal error. */
const PARAMS = {
  list: { params: specTypeSchemas.PaginatedRequestParams },
  readResource: { params: specTypeSchemas.ReadResourceRequestParams },
  getPrompt: { params: specTypeSchemas.GetPromptRequestParams },
  complete: { params: specTypeSchemas.CompleteRequestParams },
};

const TROUBLE = 'An MCP exchange had a fault besides its answer';

function versionOf(server: Server, { mcpReq, http }: ServerContext): string | undefined {
  const envelope: Readonly<Record<string, unknown>> = mcpReq.envelope ?? {};
  const claimed = envelope[PROTOCOL_VERSION_META_KEY];
  return typeof claimed === 'string'
    ? claimed
    : (http?.req?.headers.get('mcp-protocol-version') ?? server.getNegotiatedProtocolVersion());
}
