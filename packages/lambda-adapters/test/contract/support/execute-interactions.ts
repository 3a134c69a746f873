import { MatchersV3 } from '@pact-foundation/pact';
import { expect } from 'vitest';
import { texts } from '../../support/open-api-event.ts';
import { approval, execution, failure, given, madeUp, problem, UNDER_WAY, wrongField } from './expected.ts';
import { bedrockAgent, gatewayAgent, type ProxyInteraction } from './proxy-interaction.ts';

const { regex, string } = MatchersV3;

const REQUEST = {
  pipeline_type: given('pipeline_type', 'bootstrap'),
  environment: given('environment', 'dev'),
  parameters: given('parameters', { region: 'eu' }),
};
const request = {
  method: 'POST',
  path: '/execute',
  body: { ...REQUEST, session_id: given('session_id', 'session-1') },
} as const;
const keyed = {
  method: 'POST',
  path: '/execute',
  body: REQUEST,
  headers: {
    'Idempotency-Key': madeUp(
      'idempotency_key',
      '^agentcore-gateway-[0-9a-f]{64}$',
      `agentcore-gateway-${'0'.repeat(64)}`,
    ),
  },
} as const;
const properties = texts({ environment: 'dev', region: 'eu' });
const ask = bedrockAgent({ path: '/pipelines/bootstrap/executions', method: 'POST', properties });
const askByGateway = gatewayAgent('execute-bootstrap-pipeline', { environment: 'dev', region: 'eu' });
const replayed = { 'Idempotency-Replayed': 'true' };
const nothingStarted = { nothing_started: true };

/** What the proxy asks to have executed, and every answer to that. */
export const executeInteractions: readonly ProxyInteraction[] = [
  {
    description: 'a request to execute a pipeline',
    state: 'a pipeline may be executed',
    request,
    response: { status: 202, body: execution(['starting', ...UNDER_WAY, 'succeeded']) },
    ask,
    told: { status: 200, body: { execution_id: 'exec-1', status: 'starting', parameters: {} } },
  },
  {
    description: 'a request to execute a pipeline, with a key',
    state: 'a pipeline may be executed',
    request: keyed,
    response: { status: 202, body: execution(['starting', ...UNDER_WAY, 'succeeded']) },
    ask: askByGateway,
    told: { body: { execution_id: 'exec-1', status: 'starting' } },
  },
  {
    description: 'a request to execute a pipeline for a tenant',
    state: 'a pipeline may be executed for a tenant',
    request: { ...request, body: { ...request.body, tenant_id: given('tenant_id', 'acme') } },
    response: {
      status: 202,
      body: execution(['starting', ...UNDER_WAY, 'succeeded'], { tenant_id: string('acme') }),
    },
    ask: bedrockAgent({
      path: '/pipelines/bootstrap/executions',
      method: 'POST',
      properties: [...properties, ...texts({ tenant_id: 'acme' })],
    }),
    told: { status: 200, body: { execution_id: 'exec-1', tenant_id: 'acme' } },
  },
  {
    description: 'a request that was made before',
    state: 'the same was asked for before and has not finished',
    request,
    response: { status: 200, headers: replayed, body: execution(['starting', ...UNDER_WAY]) },
    ask,
    told: { status: 200, body: { execution_id: 'exec-1', replayed: true } },
  },
  {
    description: 'a request that was made before, with its key',
    state: 'the same was asked for before with this key',
    request: keyed,
    response: { status: 200, headers: replayed, body: execution() },
    ask: askByGateway,
    told: { body: { execution_id: 'exec-1', replayed: true } },
  },
  {
    description: 'a request in an environment that wants an approval',
    state: 'the environment wants an approval',
    request,
    response: { status: 202, body: execution(['awaiting_approval'], { approval }) },
    ask,
    told: {
      status: 200,
      body: {
        status: 'awaiting_approval',
        message: expect.stringMatching(/awaits approval by a person who may approve, .* nothing has been started/),
      },
    },
  },
  {
    description: 'a request whose start the CI system does not answer',
    state: 'the CI system does not answer a start',
    request,
    response: { status: 202, body: execution(['unknown']) },
    ask,
    told: { status: 200, body: { status: 'unknown', message: expect.stringMatching(/do not start it again/) } },
  },
  {
    description: 'a request whose start the CI system refuses',
    state: 'the CI system refuses a start',
    request,
    response: { status: 202, body: execution(['failed'], { failure: failure(['not_started']) }) },
    ask,
    told: {
      status: 200,
      body: { status: 'failed', message: expect.stringMatching(/was not started: .* Nothing runs/) },
    },
  },
  {
    description: 'a request with an environment that the pipeline does not have',
    state: 'the pipeline does not have the environment',
    request,
    response: { status: 422, body: problem(422, 'invalid_parameters', wrongField('environment', 'dev')) },
    ask,
    told: {
      status: 422,
      body: {
        ...nothingStarted,
        code: 'invalid_parameters',
        errors: [{ field: 'environment', message: 'is not one of them', allowed: ['dev'] }],
      },
    },
  },
  {
    description: 'a request with parameters that the pipeline does not take',
    state: 'the pipeline does not take the parameters',
    request,
    response: {
      status: 422,
      body: problem(422, 'invalid_parameters', {
        errors: MatchersV3.eachLike({ field: string('region'), message: string('is not known') }),
      }),
    },
    ask,
    told: { status: 422, body: { ...nothingStarted, errors: [{ field: 'region', message: 'is not known' }] } },
  },
  {
    description: 'a request for a pipeline that there is not',
    state: 'there is no such pipeline',
    request,
    response: { status: 404, body: problem(404, 'pipeline_not_found', wrongField('pipeline_type', 'app')) },
    ask,
    told: { status: 404, body: { ...nothingStarted, code: 'pipeline_not_found', errors: [expect.anything()] } },
  },
  {
    description: 'a request with a key that named another one',
    state: 'the key named another request',
    request: keyed,
    response: { status: 422, body: problem(422, 'idempotency_conflict', { execution_id: string('exec-1') }) },
    ask: askByGateway,
    told: { body: { ...nothingStarted, code: 'idempotency_conflict', execution_id: 'exec-1' } },
  },
  {
    description: 'a request while another execution has not finished',
    state: 'another execution of the pipeline has not finished',
    request,
    response: { status: 409, body: problem(409, 'concurrency_conflict', { execution_id: string('exec-1') }) },
    ask,
    told: { status: 409, body: { ...nothingStarted, code: 'concurrency_conflict', execution_id: 'exec-1' } },
  },
  {
    description: 'a request at a time at which none is allowed',
    state: 'the environment allows no start at this time',
    request,
    response: { status: 409, body: problem(409, 'outside_allowed_hours') },
    ask,
    told: { status: 409, body: { ...nothingStarted, code: 'outside_allowed_hours' } },
  },
  {
    description: 'a request with an API key that the server does not know',
    state: 'the server does not know the API key',
    request,
    response: { status: 401, body: problem(401, 'unauthenticated') },
    ask,
    told: { status: 502, body: { ...nothingStarted, code: 'server_refused_key' } },
  },
  {
    description: 'a request with an API key that may not execute',
    state: 'the API key may only read',
    request,
    response: { status: 403, body: problem(403, 'forbidden') },
    ask,
    told: { status: 403, body: { ...nothingStarted, code: 'forbidden' } },
  },
  {
    description: 'a request with an API key that was used too often',
    state: 'the API key was used too often',
    request,
    response: { status: 429, headers: { 'Retry-After': regex('^\\d+$', '60') }, body: problem(429, 'rate_limited') },
    ask,
    told: {
      status: 429,
      body: { ...nothingStarted, code: 'rate_limited', message: expect.stringMatching(/Ask again in 60 seconds/) },
    },
  },
  {
    description: 'a request to a server that has enough to do',
    state: 'the server has enough to do',
    request,
    response: { status: 503, headers: { 'Retry-After': regex('^\\d+$', '60') }, body: problem(503, 'overloaded') },
    ask,
    told: { status: 503, body: { ...nothingStarted, code: 'overloaded' } },
  },
  {
    description: 'a request to a server whose store is out of reach',
    state: 'the store is out of reach',
    request,
    response: { status: 503, body: problem(503, 'store_unavailable') },
    ask,
    told: {
      status: 503,
      body: { code: 'store_unavailable', message: expect.stringMatching(/Look what is under way before you ask/) },
    },
  },
];
