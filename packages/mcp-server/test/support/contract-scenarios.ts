import { ExecutorError, type PendingApproval, type Wire } from '@sluice/core';
import { STORE_DOWN } from './breakable-store.ts';
import { WEBHOOK_SECRET } from './fake-executor.ts';
import type { Answer, Call, TestServer } from './test-server.ts';

/** Gets one of the answers that the document promises. */
export type Scenario = (server: TestServer) => Promise<Pick<Answer<unknown>, 'status'>>;

const EXECUTE = { pipeline_type: 'bootstrap', environment: 'dev' };
const GATED = { pipeline_type: 'app', environment: 'gated' };
const ID = 'some-id';
const LONG_ID = 'x'.repeat(101);
const TOO_LARGE = { reason: 'x'.repeat(70_000) };
const ANSWER = { approval_id: 'q', decision: 'approve' };
const QUESTION: PendingApproval = {
  id: 'q',
  title: 'Deploy to production?',
  stage: 'deploy',
  url: 'http://ci.test/q',
  canReject: true,
  inputs: [{ name: 'version', description: 'Which one', choices: ['1', '2'], defaultValue: '2' }, { name: 'comment' }],
};
const REFUSAL: ExecutorError = new ExecutorError({ message: 'The token may not do that.' });
const BUSY: ExecutorError = new ExecutorError({ message: 'The CI system is busy.', retryable: true });

/** What nobody foresaw; its text must reach nobody. */
export const UNFORESEEN: Error = new TypeError('glpat-secret0secret0secret is undefined at ci.internal.example');

/** How to get each of the answers that are particular to their operation. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'execute 202': ({ call }) => call('POST', '/execute', { body: EXECUTE }),
  'execute 200': async ({ call }) => {
    await call('POST', '/execute', { body: EXECUTE });
    return call('POST', '/execute', { body: EXECUTE });
  },
  'execute 400': ({ call }) => call('POST', '/execute', { body: { pipeline_type: 'bootstrap' } }),
  'execute 404': ({ call }) => call('POST', '/execute', { body: { ...EXECUTE, pipeline_type: 'dns' } }),
  'execute 409': async ({ call }) => {
    await call('POST', '/execute', { body: EXECUTE });
    return call('POST', '/execute', { body: { ...EXECUTE, parameters: { region: 'eu' } } });
  },
  'execute 413': ({ call }) => call('POST', '/execute', { body: { ...EXECUTE, tenant_id: 'x'.repeat(70_000) } }),
  'execute 422': ({ call }) => call('POST', '/execute', { body: { ...EXECUTE, environment: 'moon' } }),

  'listExecutions 200': async ({ call, execute }) => {
    await execute();
    await execute({ session_id: 'another' });
    return call('GET', '/executions?environment=dev&limit=1');
  },
  'listExecutions 400': ({ call }) => call('GET', '/executions'),

  'getExecution 200': async (server) => {
    const id = await finished(server, 'failed');
    return server.call('GET', `/executions/${id}`);
  },
  'getExecution 400': ({ call }) => call('GET', `/executions/${ID}?wait=26`),
  'getExecution 404': ({ call }) => call('GET', `/executions/${ID}`),

  'cancelExecution 202': async (server) => post(server, await started(server), 'cancel'),
  'cancelExecution 200': async (server) => post(server, await finished(server, 'succeeded'), 'cancel'),
  'cancelExecution 400': (server) => post(server, LONG_ID, 'cancel'),
  'cancelExecution 404': (server) => post(server, ID, 'cancel'),
  'cancelExecution 413': (server) => post(server, ID, 'cancel', { body: TOO_LARGE }),
  'cancelExecution 502': async (server) => {
    server.executor.failWith('cancel', REFUSAL);
    return post(server, await started(server), 'cancel');
  },

  'retryExecution 202': async (server) => post(server, await finished(server, 'failed'), 'retry'),
  'retryExecution 200': async (server) => {
    const id = await finished(server, 'failed');
    await post(server, id, 'retry');
    return post(server, id, 'retry');
  },
  'retryExecution 400': (server) => post(server, LONG_ID, 'retry'),
  'retryExecution 404': (server) => post(server, ID, 'retry'),
  'retryExecution 409': async (server) => post(server, await started(server), 'retry'),
  'retryExecution 413': (server) => post(server, ID, 'retry', { body: TOO_LARGE }),

  'approveExecution 200': async (server) => decide(server, await gated(server), 'approve'),
  'approveExecution 400': (server) => decide(server, LONG_ID, 'approve'),
  'approveExecution 404': (server) => decide(server, ID, 'approve'),
  'approveExecution 409': async (server) => decide(server, await started(server), 'approve'),
  'approveExecution 413': (server) => decide(server, ID, 'approve', TOO_LARGE),

  'denyExecution 200': async (server) => decide(server, await gated(server), 'deny', { reason: 'Not on a Friday.' }),
  'denyExecution 400': (server) => decide(server, LONG_ID, 'deny'),
  'denyExecution 404': (server) => decide(server, ID, 'deny'),
  'denyExecution 409': async (server) => decide(server, await started(server), 'deny'),
  'denyExecution 413': (server) => decide(server, ID, 'deny', TOO_LARGE),

  'listApprovals 200': async (server) => server.call('GET', `/executions/${await asking(server)}/approvals`),
  'listApprovals 400': ({ call }) => call('GET', `/executions/${LONG_ID}/approvals`),
  'listApprovals 404': ({ call }) => call('GET', `/executions/${ID}/approvals`),
  'listApprovals 502': async (server) => {
    server.executor.failWith('pendingApprovals', REFUSAL);
    return server.call('GET', `/executions/${await started(server)}/approvals`);
  },

  'answerApproval 200': async (server) => answer(server, await asking(server)),
  'answerApproval 400': (server) => answer(server, ID, { approval_id: 'q' }),
  'answerApproval 404': (server) => answer(server, ID),
  'answerApproval 409': async (server) => answer(server, await gated(server)),
  'answerApproval 413': (server) => answer(server, ID, TOO_LARGE),
  'answerApproval 502': async (server) => {
    server.executor.failWith('answerApproval', REFUSAL);
    return answer(server, await asking(server));
  },

  'listExecutionEvents 200': async (server) => server.call('GET', `/executions/${await started(server)}/events`),
  'listExecutionEvents 400': ({ call }) => call('GET', `/executions/${LONG_ID}/events`),
  'listExecutionEvents 404': ({ call }) => call('GET', `/executions/${ID}/events`),

  'getExecutionLog 200': async (server) => server.call('GET', `/executions/${await started(server)}/log`),
  'getExecutionLog 400': ({ call }) => call('GET', `/executions/${ID}/log?cursor=`),
  'getExecutionLog 404': ({ call }) => call('GET', `/executions/${ID}/log`),
  'getExecutionLog 409': async (server) => {
    server.executor.failWith('start', new ExecutorError({ message: 'No answer.', outcome: 'unknown' }));
    return server.call('GET', `/executions/${await started(server)}/log`);
  },
  'getExecutionLog 502': async (server) => {
    server.executor.failWith('readLog', REFUSAL);
    return server.call('GET', `/executions/${await started(server)}/log`);
  },

  'listPipelines 200': ({ call }) => call('GET', '/pipelines'),
  'getPipeline 200': ({ call }) => call('GET', '/pipelines/bootstrap'),
  'getPipeline 400': ({ call }) => call('GET', `/pipelines/${LONG_ID}`),
  'getPipeline 404': ({ call }) => call('GET', '/pipelines/dns'),

  'receiveWebhook 200': async (server) => webhook(server, JSON.stringify(await started(server))),
  'receiveWebhook 400': (server) => webhook(server, 'not json'),
  'receiveWebhook 401': (server) => webhook(server, '"some-id"', { 'x-secret': 'another' }),
  'receiveWebhook 404': ({ call }) => call('POST', '/webhooks/jenkins', { key: 'none', body: 'null' }),
  'receiveWebhook 413': (server) => webhook(server, 'x'.repeat(4 * 1024 * 1024 + 1)),

  'getOpenApiDocument 200': ({ fetch }) => fetch('/openapi.json', { key: 'none' }),
  'getOpenApiDocument 304': (server) => known(server, '/openapi.json'),
  'getReference 200': ({ fetch }) => fetch('/reference', { key: 'none' }),
  'getReference 304': (server) => known(server, '/reference'),
  'mcp 200': (server) => sendMessage(server, { jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  'mcp 202': (server) => sendMessage(server, { jsonrpc: '2.0', method: 'notifications/initialized' }),
  'mcp 400': (server) => sendMessage(server, [{ jsonrpc: '2.0', id: 1, method: 'tools/list' }]),
  'mcp 413': (server) => sendMessage(server, TOO_LARGE),
  'getProtectedResource 200': ({ call }) => call('GET', '/.well-known/oauth-protected-resource', { key: 'none' }),
  'getMetrics 200': ({ fetch }) => fetch('/metrics'),
  'getReadiness 200': ({ call }) => call('GET', '/readyz', { key: 'none' }),
  'getReadiness 503': ({ call, store }) => {
    store.breakWith(STORE_DOWN);
    return call('GET', '/readyz', { key: 'none' });
  },
  'getHealth 200': ({ call }) => call('GET', '/healthz', { key: 'none' }),
};

/** Requests that get as far as the store, or the CI system, and fail there with what a test says. */
export const FAILING: Readonly<Record<string, (server: TestServer, failure: unknown) => ReturnType<Scenario>>> = {
  execute: ({ call, store }, failure) => {
    store.breakWith(failure);
    return call('POST', '/execute', { body: EXECUTE });
  },
  listExecutions: ({ call, store }, failure) => {
    store.breakWith(failure);
    return call('GET', '/executions?environment=dev');
  },
  getExecution: getWithoutStore(''),
  listExecutionEvents: getWithoutStore('/events'),
  listApprovals: getWithoutStore('/approvals'),
  getExecutionLog: getWithoutStore('/log'),
  cancelExecution: postWithoutStore('cancel'),
  retryExecution: postWithoutStore('retry'),
  approveExecution: postWithoutStore('approve'),
  denyExecution: postWithoutStore('deny'),
  answerApproval: postWithoutStore('approvals', ANSWER),
  receiveWebhook: (server, failure) => {
    server.store.breakWith(failure);
    return webhook(server, '"some-id"');
  },
};

/** Requests that a CI system can't answer now. */
export const BUSY_CI_SYSTEM: Readonly<Record<string, Scenario>> = {
  cancelExecution: async (server) => {
    server.executor.failWith('cancel', BUSY);
    return post(server, await started(server), 'cancel');
  },
  listApprovals: async (server) => {
    server.executor.failWith('pendingApprovals', BUSY);
    return server.call('GET', `/executions/${await started(server)}/approvals`);
  },
  answerApproval: async (server) => {
    server.executor.failWith('answerApproval', BUSY);
    return answer(server, await asking(server));
  },
  getExecutionLog: async (server) => {
    server.executor.failWith('readLog', BUSY);
    return server.call('GET', `/executions/${await started(server)}/log`);
  },
};

/** What a store says when it is down, and what it says when it is broken. */
export const FAILURES: readonly (readonly [number, unknown])[] = [
  [500, UNFORESEEN],
  [503, STORE_DOWN],
];

async function started({ execute }: TestServer): Promise<string> {
  return (await execute(EXECUTE)).execution_id;
}

async function gated({ execute }: TestServer): Promise<string> {
  return (await execute(GATED)).execution_id;
}

async function asking(server: TestServer): Promise<string> {
  const id = await started(server);
  server.executor.ask(id, QUESTION);
  return id;
}

async function finished(server: TestServer, status: 'succeeded' | 'failed'): Promise<string> {
  const id = await started(server);
  const failure = {
    kind: 'failed',
    message: 'The job deploy failed.',
    job: 'deploy',
    stage: 'deploy',
    logTail: 'no space left',
  } as const;
  server.executor.setRun(id, { status, rawStatus: status, ...(status === 'failed' ? { failure } : {}) });
  await server.call<Wire['Execution']>('GET', `/executions/${id}`);
  return id;
}

function post(server: TestServer, id: string, action: string, call: Call = {}): Promise<Answer<unknown>> {
  return server.call('POST', `/executions/${id}/${action}`, call);
}

function decide(server: TestServer, id: string, decision: string, body?: unknown): Promise<Answer<unknown>> {
  return post(server, id, decision, { key: 'approve', body });
}

function answer(server: TestServer, id: string, body: unknown = ANSWER): Promise<Answer<unknown>> {
  return post(server, id, 'approvals', { key: 'approve', body });
}

function webhook({ call }: TestServer, body: string, headers?: Record<string, string>): Promise<Answer<unknown>> {
  return call('POST', '/webhooks/ci', { key: 'none', body, headers: { 'x-secret': WEBHOOK_SECRET, ...headers } });
}

function sendMessage({ fetch }: TestServer, message: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  return fetch('/mcp', { method: 'POST', headers, body: JSON.stringify(message) });
}

async function known({ fetch }: TestServer, path: string): Promise<Response> {
  const { headers } = await fetch(path, { key: 'none' });
  return fetch(path, { key: 'none', headers: { 'if-none-match': headers.get('etag') ?? '' } });
}

function getWithoutStore(part: string): (server: TestServer, failure: unknown) => ReturnType<Scenario> {
  return ({ call, store }, failure) => {
    store.breakWith(failure);
    return call('GET', `/executions/${ID}${part}`);
  };
}

function postWithoutStore(
  action: string,
  body?: unknown,
): (server: TestServer, failure: unknown) => ReturnType<Scenario> {
  return (server, failure) => {
    server.store.breakWith(failure);
    return post(server, ID, action, { key: 'approve', body });
  };
}
