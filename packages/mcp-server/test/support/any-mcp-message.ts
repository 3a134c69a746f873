import type { Principal } from '@sluice/core';
import * as fc from 'fast-check';

/** A message of either era, by whom, as it comes to `POST /mcp`. */
export interface AnyMcpMessage {
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly principal: Principal;
}

const VERSIONS = ['2026-07-28', '2025-11-25', '2025-06-18', '2024-11-05', '2099-01-01', ''];
const METHODS = [
  ...['tools/list', 'tools/call', 'tools/call', 'tools/call', 'resources/list', 'resources/templates/list'],
  ...['resources/read', 'prompts/list', 'prompts/get', 'completion/complete', 'tasks/get', 'tasks/update'],
  ...['tasks/cancel', 'initialize', 'ping', 'server/discover', 'logging/setLevel', 'notifications/initialized'],
  ...['notifications/cancelled', 'notifications/progress', 'resources/subscribe', 'sampling/createMessage', 'x'],
];
const TOOLS = [
  ...['execute_app_pipeline', 'execute_bootstrap_pipeline', 'get_execution', 'list_executions', 'get_execution_log'],
  ...['cancel_execution', 'retry_execution', 'answer_approval', 'diagnose_execution', 'constructor', 'no_such_tool'],
];
const FIELDS = [
  ...['environment', 'execution_id', 'tenant_id', 'decision', 'cursor', 'limit', 'status', 'from', 'wait_seconds'],
  ...['reason', 'approval_id', 'options', 'region', 'pipeline_type', 'parameters', '__proto__', 'constructor'],
];
const PRINCIPALS: readonly Principal[] = [
  { id: 'lead', scopes: ['read', 'execute', 'approve', 'admin'] },
  { id: 'team', scopes: ['read', 'execute'] },
  { id: 'limited', scopes: ['read', 'execute'], environments: ['gated'], pipelines: ['app'] },
  { id: 'nobody', scopes: [] },
];

const IDS = Array.from({ length: 10 }, (_, index) => `execution-${index + 1}`);
const sense = fc.constantFrom(...IDS, 'dev', 'gated', 'approve', 'deny', 'end', 'start', 'eu', 'queued', 'app');
const text = fc.oneof(
  { weight: 3, arbitrary: sense },
  fc.constantFrom('', '__proto__', '\ud800', '\u0000', '../..', 'glpat-secret0secret0secret', 'x'.repeat(600)),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const value = fc.oneof(
  { weight: 6, arbitrary: text },
  fc.jsonValue({ maxDepth: 3 }),
  fc.integer({ min: -1, max: 30 }),
  fc.dictionary(text, text, { maxKeys: 3 }),
);
const input = fc.dictionary(fc.constantFrom(...FIELDS), value, { maxKeys: 4 });
/** Arguments as tools want them, of which one may be something else. */
const fitting = fc
  .tuple(
    fc.constantFrom<Record<string, unknown>[]>(
      { environment: 'dev' },
      { environment: 'gated' },
      { execution_id: 'execution-1' },
      { execution_id: 'execution-2', decision: 'deny' },
      { execution_id: 'execution-3', decision: 'approve' },
      { execution_id: 'execution-1', from: 'start' },
    ),
    fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, input),
  )
  .map(([right, change]) => ({ ...right, ...change }));
const responses = fc.oneof(
  fc.constant({ approval: { action: 'accept', content: { approve: true } } }),
  fc.dictionary(text, value, { maxKeys: 2 }),
);
const params = fc.record(
  {
    name: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...TOOLS) }, value),
    arguments: fc.oneof({ weight: 4, arbitrary: fitting }, input, value),
    uri: fc.oneof(
      fc.constantFrom(...IDS).map((id) => `sluice://executions/${id}`),
      fc.constantFrom('sluice://executions/execution-1/log', 'sluice://pipelines/app', 'sluice://executions/%'),
      value,
    ),
    taskId: value,
    ref: fc.oneof(
      fc.constant({ type: 'ref/resource', uri: 'sluice://pipelines/{pipeline_type}' }),
      fc.constant({ type: 'ref/prompt', name: 'diagnose_execution' }),
      value,
    ),
    argument: fc.oneof(fc.record({ name: text, value: text }), value),
    cursor: value,
    level: value,
    protocolVersion: fc.constantFrom(...VERSIONS),
    capabilities: fc.oneof(fc.constant({}), value),
    clientInfo: fc.oneof(fc.constant({ name: 'fuzz', version: '1' }), value),
    inputResponses: responses,
    requestState: text,
    requestId: value,
    progressToken: value,
  },
  { requiredKeys: ['name', 'arguments', 'uri'] },
);
const meta = fc.record(
  {
    'io.modelcontextprotocol/protocolVersion': fc.oneof(
      { weight: 6, arbitrary: fc.constant('2026-07-28') },
      fc.constantFrom(...VERSIONS),
      value,
    ),
    'io.modelcontextprotocol/clientInfo': fc.oneof(
      { weight: 6, arbitrary: fc.constant({ name: 'fuzz', version: '1' }) },
      value,
    ),
    'io.modelcontextprotocol/clientCapabilities': fc.oneof(
      fc.constant({}),
      fc.constant({ elicitation: { form: {} }, extensions: { 'io.modelcontextprotocol/tasks': {} } }),
      value,
    ),
    progressToken: fc.oneof(fc.constant('p'), value),
    traceparent: value,
  },
  {
    requiredKeys: [
      'io.modelcontextprotocol/protocolVersion',
      'io.modelcontextprotocol/clientInfo',
      'io.modelcontextprotocol/clientCapabilities',
    ],
  },
);

const sane = fc
  .record({
    era: fc.constantFrom('modern', 'legacy'),
    method: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...METHODS) }, text),
    params,
    meta,
    id: fc.oneof({ weight: 4, arbitrary: fc.nat() }, value, fc.constant(undefined)),
    isHonest: fc.boolean(),
  })
  .map(({ era, method, params: given, meta: envelope, id, isHonest }) => {
    const isModern = era === 'modern';
    const all = { ...given, ...(isModern ? { _meta: envelope } : {}) };
    const { name, uri, taskId } = given;
    const named = method === 'resources/read' ? uri : method.startsWith('tasks/') ? taskId : name;
    const told = typeof named === 'string' && /^[!-~]+$/.test(named) ? { 'mcp-name': named } : {};
    const repeated = /^[!-~]+$/.test(method) ? { 'mcp-method': isHonest ? method : 'tools/list', ...told } : told;
    return {
      headers: isModern
        ? { 'mcp-protocol-version': '2026-07-28', ...repeated }
        : { 'mcp-protocol-version': '2025-11-25' },
      body: JSON.stringify({ jsonrpc: '2.0', id, method, params: all }),
    };
  });
const odd = fc.record({
  headers: fc.record({ 'mcp-protocol-version': fc.constantFrom(...VERSIONS) }, { requiredKeys: [] }),
  body: fc.oneof(
    fc.json(),
    fc.string(),
    fc
      .dictionary(fc.constantFrom('jsonrpc', 'id', 'method', 'params', 'result', 'error'), value)
      .map((message) => JSON.stringify(message)),
  ),
});

/** Messages of which most are nearly right. */
export const anyMcpMessage: fc.Arbitrary<AnyMcpMessage> = fc
  .record({
    message: fc.oneof({ weight: 9, arbitrary: sane }, odd),
    accept: fc.constantFrom('application/json, text/event-stream', 'application/json', '*/*', ''),
    principal: fc.constantFrom(...PRINCIPALS),
  })
  .map(({ message, accept, principal }) => ({
    principal,
    body: message.body,
    headers: { 'content-type': 'application/json', accept, ...message.headers },
  }));
