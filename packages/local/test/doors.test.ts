import { describe, expect, it } from 'vitest';
import type { Door, ObservedRequest, ObservedResponse } from '../src/flow/door.ts';
import { dynamoDbDoor } from '../src/flow/doors/dynamodb-door.ts';
import { gatewayDoor } from '../src/flow/doors/gateway-door.ts';
import { gitLabDoor } from '../src/flow/doors/gitlab-door.ts';
import { jenkinsDoor } from '../src/flow/doors/jenkins-door.ts';
import { lambdaDoor } from '../src/flow/doors/lambda-door.ts';
import { pipelineServerDoor } from '../src/flow/doors/pipeline-server-door.ts';

function request(
  method: string,
  target: string,
  body?: unknown,
  headers: Record<string, string> = {},
): ObservedRequest {
  const [path = '', query = ''] = target.split('?');
  return { method, path, query: new URLSearchParams(query), header: (name) => headers[name], body };
}

function response(status: number, body?: unknown, headers: Record<string, string> = {}): ObservedResponse {
  return { status, body, header: (name) => headers[name] };
}

function told(door: Door, asked: ObservedRequest, answered: ObservedResponse): string {
  const { from, to, action, detail } = door.call(asked) ?? { from: '', to: '', action: 'nothing', detail: '' };
  const { ok, text } = door.outcome(answered, asked);
  return `${from} → ${to}: ${action} | ${detail} | ${ok ? '' : '! '}${text}`;
}

const signedBy = (id: string): Record<string, string> => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${id}/20261122/eu-west-1/x/aws4_request, SignedHeaders=host, Signature=ab`,
});

describe('the doors tell', () => {
  it('what somebody says at the gateway, and not that somebody reads its page', () => {
    expect(told(gatewayDoor, request('POST', '/chat', { message: 'Hi' }), response(200))).toBe(
      'you → gateway: POST /chat | "Hi" | 200',
    );
    expect(gatewayDoor.call(request('GET', '/'))).toBeUndefined();
  });

  it('which function the gateway calls, and how it failed', () => {
    const invoke = request('POST', '/2015-03-31/functions/chat-handler/invocations', {}, signedBy('api-gateway'));
    expect(told(lambdaDoor, invoke, response(200, { statusCode: 200 }))).toBe(
      'gateway → chat-handler: Invoke |  | 200',
    );
    expect(told(lambdaDoor, invoke, response(200, { statusCode: 504 }))).toMatch(/! 504$/);
    const late = response(
      200,
      { errorMessage: 'x Task timed out after 3.00 seconds' },
      { 'x-amz-function-error': 'Unhandled' },
    );
    expect(told(lambdaDoor, invoke, late)).toMatch(/! x Task timed out after 3\.00 seconds$/);
  });

  it('which operation an agent calls, with which arguments', () => {
    const event = {
      agent: { name: 'bootstrap' },
      apiPath: '/pipelines/bootstrap/executions',
      httpMethod: 'POST',
      parameters: [{ name: 'x', value: '1' }],
      requestBody: { content: { 'application/json': { properties: [{ name: 'environment', value: 'dev' }] } } },
    };
    const invoke = request('POST', '/2015-03-31/functions/mcp-proxy/invocations', event, signedBy('bedrock'));
    expect(told(lambdaDoor, invoke, response(200, { response: { httpStatusCode: 409 } }))).toBe(
      'bootstrap agent → mcp-proxy: POST /pipelines/bootstrap/executions | x=1 environment=dev | ! 409',
    );
    const byFunction = { agent: { name: 'bootstrap' }, function: 'execute-bootstrap-pipeline' };
    const failed = response(200, { response: { functionResponse: { responseState: 'FAILURE' } } });
    expect(
      told(
        lambdaDoor,
        request('POST', '/2015-03-31/functions/mcp-proxy/invocations', byFunction, signedBy('bedrock')),
        failed,
      ),
    ).toBe('bootstrap agent → mcp-proxy: execute-bootstrap-pipeline |  | ! FAILURE');
  });

  it('what the pipeline server is asked, by whom, without the key', () => {
    const door = pipelineServerDoor(new Map([['the-key', 'mcp-proxy']]));
    const body = {
      pipeline_type: 'bootstrap',
      environment: 'dev',
      tenant_id: 'acme',
      parameters: { region: 'eu-west-1' },
    };
    const execute = request('POST', '/execute', body, { 'x-api-key': 'the-key' });
    expect(told(door, execute, response(202, { execution_id: '1', status: 'queued' }))).toBe(
      'mcp-proxy → pipeline server: POST /execute | bootstrap dev acme region=eu-west-1 | 202 queued',
    );
    const wrong = request('GET', '/executions/1?wait_seconds=5', undefined, { 'x-api-key': 'wrong' });
    expect(told(door, wrong, response(401, { code: 'unauthenticated' }))).toBe(
      'you → pipeline server: GET /executions/1 | wait_seconds=5 | ! 401 unauthenticated',
    );
  });

  it('whatever a caller sends, also what can not be made a text or decoded', () => {
    const odd = { list: ['a', 'b'], odd: { toString: 1 } };
    const execute = request('POST', '/execute', { pipeline_type: 'dns', environment: 'dev', parameters: odd });
    expect(told(pipelineServerDoor(new Map()), execute, response(400, {}))).toBe(
      'you → pipeline server: POST /execute | dns dev list=["a","b"] odd={"toString":1} | ! 400',
    );
    const invoke = request('POST', '/2015-03-31/functions/%zz/invocations', {
      parameters: [{ name: 'x', value: odd }],
    });
    expect(told(lambdaDoor, invoke, response(404))).toBe(
      'you → lambda: Invoke | x={"list":["a","b"],"odd":{"toString":1}} | ! 404',
    );
  });

  it('which item DynamoDB is asked for; a condition that is not met is no failure', () => {
    const headers = { ...signedBy('memory-manager'), 'x-amz-target': 'DynamoDB_20120810.PutItem' };
    const put = request('POST', '/', { Item: { pk: { S: 'execution#1' } } }, headers);
    expect(told(dynamoDbDoor, put, response(200, {}))).toBe('memory-manager → DynamoDB: PutItem | execution#1 | 200');
    const taken = { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException' };
    expect(told(dynamoDbDoor, put, response(400, taken))).toMatch(/\| condition not met$/);
    const record = request(
      'POST',
      '/',
      {},
      { ...signedBy('mcp-proxy'), 'x-amz-target': 'DynamoDB_20120810.UpdateItem' },
    );
    expect(told(dynamoDbDoor, record, response(400, taken))).toMatch(/\| already recorded$/);
    const throttled = { __type: 'x#ProvisionedThroughputExceededException' };
    expect(told(dynamoDbDoor, put, response(400, throttled))).toMatch(/! 400 ProvisionedThroughputExceededException$/);
  });

  it('that the server looks after what has not finished, which nobody asked for', () => {
    const headers = { ...signedBy('pipeline-server'), 'x-amz-target': 'DynamoDB_20120810.Query' };
    const query = { IndexName: 'unfinished-index', ExpressionAttributeValues: { ':shard': { S: 'unfinished#0' } } };
    expect(told(dynamoDbDoor, request('POST', '/', query, headers), response(200))).toBe(
      'sweep → DynamoDB: Query | unfinished#0 | 200',
    );
  });

  it('what GitLab is asked, and nothing of what a browser looks at', () => {
    const door = gitLabDoor(new Map([['glpat-x', 'pipeline server']]));
    const body = { ref: 'main', variables: [{ key: 'ENVIRONMENT', value: 'dev' }] };
    const start = request('POST', '/api/v4/projects/platform%2Fbootstrap/pipeline', body, {
      'private-token': 'glpat-x',
    });
    expect(told(door, start, response(201, { id: 7, status: 'created' }))).toBe(
      'pipeline server → GitLab: POST /projects/platform%2Fbootstrap/pipeline | ref=main ENVIRONMENT=dev | 201 #7 created',
    );
    const read = request('GET', '/api/v4/projects/1/pipelines/7', undefined, { authorization: 'Bearer other' });
    expect(told(door, read, response(404, {}))).toBe('you → GitLab: GET /projects/1/pipelines/7 |  | ! 404');
    expect(door.call(request('GET', '/platform/bootstrap/-/pipelines/7'))).toBeUndefined();
  });

  it('what Jenkins is asked, and nothing of what a browser looks at', () => {
    const door = jenkinsDoor(new Map([['sluice:the-token', 'pipeline server']]));
    const holder = { authorization: `Basic ${btoa('sluice:the-token')}` };
    const job = '/job/platform/job/compute';
    const start = request('POST', `${job}/buildWithParameters`, { ENVIRONMENT: 'dev', REGION: 'eu-west-1' }, holder);
    expect(told(door, start, response(201))).toBe(
      `pipeline server → Jenkins: POST ${job}/buildWithParameters | ENVIRONMENT=dev | 201`,
    );
    const item = request('GET', '/queue/item/3/api/json', undefined, holder);
    expect(told(door, item, response(200, { id: 3, executable: { number: 7 } }))).toMatch(/\| 200 #7$/);
    const build = request('GET', `${job}/7/api/json`, undefined, holder);
    expect(told(door, build, response(200, { number: 7, building: true, result: null }))).toMatch(/200 #7 running$/);
    expect(told(door, build, response(200, { number: 7, building: false, result: 'FAILURE' }))).toMatch(/#7 FAILURE$/);
    const stages = request('GET', `${job}/7/wfapi/describe`, undefined, { authorization: `Basic ${btoa('sluice:x')}` });
    expect(told(door, stages, response(200, { status: 'IN_PROGRESS', stages: [] }))).toBe(
      `you → Jenkins: GET ${job}/7/wfapi/describe |  | 200 IN_PROGRESS`,
    );
    expect(told(door, request('GET', '/api/json'), response(403))).toBe('you → Jenkins: GET /api/json |  | ! 403');
    for (const path of [`${job}/`, `${job}/7/`, '/', '/favicon.ico']) {
      expect(door.call(request('GET', path))).toBeUndefined();
    }
    expect(door.call(request('POST', '/_control/faults', { kind: 'reset' }))).toBeUndefined();
  });
});
