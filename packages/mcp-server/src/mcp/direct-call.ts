import {
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  type InboundClassificationOutcome,
  ProtocolError,
  type RequestId,
  SERVER_INFO_META_KEY,
} from '@modelcontextprotocol/server';
import { answerCall, type McpCall } from './answer-call.ts';
import { canAnswerForms } from './call-context.ts';
import type { McpCallContext, ToolInput } from './definitions.ts';
import { CLIENT_CLOSED_REQUEST } from './protocol/json-rpc-error.ts';
import { callTool } from './protocol/tools.ts';
import type { McpView } from './registry.ts';
import type { McpCaller, McpRuntime } from './runtime.ts';

const MODERN_VERSION = '2026-07-28';
const PLAIN_PARAMS: ReadonlySet<string> = new Set(['name', 'arguments', '_meta']);

/** A call of a tool that only answers. */
export interface DirectCall {
  readonly id: RequestId;
  readonly name: string;
  readonly input: ToolInput;
  readonly capabilities: ClientCapabilities;
}

/**
 * Returns the call that a request makes when nothing of the protocol beyond its answer is in it: a tool that only
 * answers, in the modern era, without progress and without a second round. Such calls are what agents make most, and the
 * SDK's machinery for one request costs several times what they do. All others, and all that are wrong in any way, are
 * the SDK's; `direct-call.test.ts` holds the answers of both against each other.
 */
export function directCallOf(
  route: InboundClassificationOutcome,
  { headers }: Request,
  view: McpView,
): DirectCall | undefined {
  if (route.kind !== 'modern' || route.messageKind !== 'request') return undefined;
  const { method, params = {}, id } = route.message;
  if (method !== 'tools/call' || route.classification.revision !== MODERN_VERSION) return undefined;
  const { name, arguments: input = {}, _meta: meta } = params;
  if (typeof name !== 'string' || !isObject(input) || !isObject(meta) || meta['progressToken'] !== undefined)
    return undefined;
  if (!namesSame(headers, name) || !Object.keys(params).every((key) => PLAIN_PARAMS.has(key))) return undefined;
  if (view.tools.get(name)?.definition.onlyAnswers !== true) return undefined;
  const capabilities = (meta[CLIENT_CAPABILITIES_META_KEY] ?? {}) as ClientCapabilities;
  return { id, name, input, capabilities };
}

function namesSame(headers: Headers, name: string): boolean {
  return (
    headers.get('mcp-protocol-version') === MODERN_VERSION &&
    headers.get('mcp-method') === 'tools/call' &&
    headers.get('mcp-name') === name
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Answers such a call with what the SDK would answer. */
export async function answerDirectly(
  runtime: McpRuntime,
  caller: McpCaller,
  view: McpView,
  direct: DirectCall,
  request: Request,
): Promise<Response> {
  const facts: McpCall['facts'] = { method: 'tools/call', protocolVersion: MODERN_VERSION };
  const report = { logger: runtime.logger, requestId: caller.requestId(), method: 'tools/call' };
  const context = contextOf(runtime, caller, direct, request, facts);
  const { id, name, input } = direct;
  try {
    const result = await answerCall({ runtime, caller, call: { view, context, report, facts } }, async (call) => {
      const answer = await callTool({ name, arguments: input }, call);
      context.signal.throwIfAborted();
      return answer;
    });
    const meta = { ...result._meta, [SERVER_INFO_META_KEY]: runtime.serverInfo };
    return Response.json({ result: { ...result, resultType: 'complete', _meta: meta }, jsonrpc: '2.0', id });
  } catch (failure) {
    if (facts.errorType === 'cancelled') return new Response(null, { status: CLIENT_CLOSED_REQUEST });
    if (!(failure instanceof ProtocolError)) throw failure;
    const { code, message, data } = failure;
    return Response.json({ jsonrpc: '2.0', id, error: { code, message, ...(data === undefined ? {} : { data }) } });
  }
}

function contextOf(
  runtime: McpRuntime,
  caller: McpCaller,
  { capabilities }: DirectCall,
  request: Request,
  facts: McpCall['facts'],
): McpCallContext {
  return {
    principal: caller.principal,
    era: 'modern',
    // Only a call that waits asks for it.
    get signal() {
      return request.signal;
    },
    stopping: caller.stopping ?? runtime.stopping,
    clock: runtime.clock,
    clientCapabilities: capabilities,
    canElicit: canAnswerForms(capabilities.elicitation),
    declaresTasks: false,
    inputResponses: {},
    requestState: undefined,
    progress: undefined,
    log: () => {},
    noteExecution(executionId) {
      facts.executionId = executionId;
    },
  };
}
