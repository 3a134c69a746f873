import { MatchersV3 } from '@pact-foundation/pact';
import { expect } from 'vitest';
import { texts } from '../../support/open-api-event.ts';
import { execution, failure, given, logPiece, problem, run, stateValue, time, UNDER_WAY } from './expected.ts';
import { bedrockAgent, type ProxyInteraction } from './proxy-interaction.ts';

const { eachLike, string } = MatchersV3;

const parameters = texts({ execution_id: 'exec-1' });
const request = {
  method: 'GET',
  path: stateValue(`/executions/\${execution_id}`, '/executions/exec-1'),
} as const;
const logRequest = {
  method: 'GET',
  path: stateValue(`/executions/\${execution_id}/log`, '/executions/exec-1/log'),
} as const;
const get = { path: '/executions/{execution_id}', method: 'GET', parameters };
const ask = bedrockAgent(get);
const askForLog = bedrockAgent({ ...get, path: '/executions/{execution_id}/log' });
const list = { path: '/executions', method: 'GET' };
const listed = { environment: given('environment', 'dev'), limit: '5' };
const page = { executions: eachLike(execution()) };

/** What the proxy asks about executions, and every answer to that. */
export const followInteractions: readonly ProxyInteraction[] = [
  {
    description: 'a request for an execution',
    state: 'there is an execution',
    request,
    response: { status: 200, body: execution() },
    ask,
    told: { status: 200, body: { execution_id: 'exec-1', status: 'awaiting_approval' } },
  },
  {
    description: 'a request for an execution that is under way',
    state: 'there is an execution under way',
    request,
    response: { status: 200, body: execution(UNDER_WAY, { run }) },
    ask,
    told: {
      status: 200,
      body: {
        status: 'running',
        url: 'https://gitlab.example.com/platform/bootstrap/-/pipelines/77',
        stages: [{ name: 'deploy', status: 'running' }],
      },
    },
  },
  {
    description: 'a request for an execution that failed',
    state: 'there is an execution that failed',
    request,
    response: {
      status: 200,
      body: execution(['failed'], {
        run,
        finished_at: time,
        failure: { ...failure(['pipeline_failed']), job: string('deploy-bootstrap'), log_tail: string('exit code 1') },
      }),
    },
    ask,
    told: {
      status: 200,
      body: {
        status: 'failed',
        finished_at: '2026-01-31T08:00:00.000Z',
        message: expect.stringMatching(/failed in job deploy-bootstrap: .* The log_tail is what the pipeline wrote/),
      },
    },
  },
  {
    description: 'a request to wait for an execution',
    state: 'there is an execution that has finished',
    request: { ...request, query: { wait: '5' } },
    response: {
      status: 200,
      body: execution(['succeeded', 'failed', 'cancelled', 'denied', 'expired', 'lost'], { finished_at: time }),
    },
    ask: bedrockAgent({ ...get, parameters: [...parameters, { name: 'wait_seconds', type: 'integer', value: '5' }] }),
    told: { status: 200, body: { status: 'succeeded' } },
  },
  {
    description: 'a request for an execution that there is not',
    state: 'there is no such execution',
    request,
    response: { status: 404, body: problem(404, 'execution_not_found') },
    ask,
    told: { status: 404, body: { code: 'execution_not_found' } },
  },
  {
    description: 'a request for an execution, with an API key that the server does not know',
    state: 'the server does not know the API key',
    request,
    response: { status: 401, body: problem(401, 'unauthenticated') },
    ask,
    told: { status: 502, body: { code: 'server_refused_key' } },
  },
  {
    description: 'a request for an execution, to a server whose store is out of reach',
    state: 'the store is out of reach',
    request,
    response: { status: 503, body: problem(503, 'store_unavailable') },
    ask,
    told: {
      status: 503,
      body: { code: 'store_unavailable', message: expect.stringMatching(/Ask again in a moment\.$/) },
    },
  },
  {
    description: 'a request for the executions of an environment',
    state: 'there are executions',
    request: { method: 'GET', path: '/executions', query: listed },
    response: { status: 200, body: page },
    ask: bedrockAgent({ ...list, parameters: texts({ environment: 'dev' }) }),
    told: { status: 200, body: { executions: [expect.objectContaining({ execution_id: 'exec-1' })] } },
  },
  {
    description: 'a request for some of the executions of an environment',
    state: 'there are executions',
    request: {
      method: 'GET',
      path: '/executions',
      query: {
        ...listed,
        limit: '3',
        pipeline_type: given('pipeline_type', 'bootstrap'),
        status: given('status', 'running'),
      },
    },
    response: { status: 200, body: page },
    ask: bedrockAgent({
      ...list,
      parameters: [
        ...texts({ environment: 'dev', pipeline_type: 'bootstrap', status: 'running' }),
        { name: 'limit', type: 'integer', value: '3' },
      ],
    }),
    told: { status: 200, body: { executions: [expect.objectContaining({ execution_id: 'exec-1' })] } },
  },
  {
    description: 'a request for the executions of a tenant',
    state: 'there are executions of a tenant',
    request: { method: 'GET', path: '/executions', query: { ...listed, tenant_id: given('tenant_id', 'acme') } },
    response: { status: 200, body: { executions: eachLike(execution(undefined, { tenant_id: string('acme') })) } },
    ask: bedrockAgent({ ...list, parameters: texts({ environment: 'dev', tenant_id: 'acme' }) }),
    told: { status: 200, body: { executions: [expect.objectContaining({ tenant_id: 'acme' })] } },
  },
  {
    description: 'a request for the first of many executions',
    state: 'there are more executions than a page holds',
    request: { method: 'GET', path: '/executions', query: { ...listed, limit: '1' } },
    response: { status: 200, body: { ...page, next_cursor: string('cursor-2') } },
    ask: bedrockAgent({
      ...list,
      parameters: [...texts({ environment: 'dev' }), { name: 'limit', type: 'integer', value: '1' }],
    }),
    told: { status: 200, body: { next_cursor: 'cursor-2' } },
  },
  {
    description: 'a request for the executions after a cursor',
    state: 'there are more executions than a page holds',
    request: {
      method: 'GET',
      path: '/executions',
      query: { ...listed, limit: '1', cursor: given('cursor', 'cursor-2') },
    },
    response: { status: 200, body: page },
    ask: bedrockAgent({
      ...list,
      parameters: [
        ...texts({ environment: 'dev', cursor: 'cursor-2' }),
        { name: 'limit', type: 'integer', value: '1' },
      ],
    }),
    told: { status: 200, body: { executions: [expect.anything()] } },
  },
  {
    description: 'a request for a log',
    state: 'there is a log that goes on',
    request: logRequest,
    response: { status: 200, body: logPiece(false) },
    ask: askForLog,
    told: { status: 200, body: { content: 'Deploying the network\n', complete: false, next_cursor: '1024' } },
  },
  {
    description: 'a request for the end of a log',
    state: 'there is a log that was read in part',
    request: { ...logRequest, query: { cursor: given('cursor', '1024') } },
    response: { status: 200, body: logPiece(true) },
    ask: bedrockAgent({
      path: '/executions/{execution_id}/log',
      method: 'GET',
      parameters: [...parameters, ...texts({ cursor: '1024' })],
    }),
    told: { status: 200, body: { complete: true } },
  },
  {
    description: 'a request for a log while it is not known whether there is a run',
    state: 'it is not known whether there is a run',
    request: logRequest,
    response: { status: 409, body: problem(409, 'execution_not_settled', { execution_id: string('exec-1') }) },
    ask: askForLog,
    told: { status: 409, body: { code: 'execution_not_settled', execution_id: 'exec-1' } },
  },
];
