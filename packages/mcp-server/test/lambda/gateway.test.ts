import { describe, expect, it } from 'vitest';
import { createLambdaHandler } from '../../src/lambda.ts';
import type { DoorRequest } from '../support/door-request.ts';
import { lambdaContext } from '../support/doors.ts';
import { createEchoApp } from '../support/echo-app.ts';
import {
  directEvent,
  functionUrlEvent,
  httpApiEvent,
  loadBalancerEvent,
  restApiEvent,
} from '../support/lambda-events.ts';
import { recordLog } from '../support/recorded-log.ts';

const REQUEST: DoorRequest = { method: 'GET', path: '/' };
const USER = 'arn:aws:sts::123456789012:assumed-role/deployer/session';

async function gatewayOf(event: unknown): Promise<unknown> {
  const { app, seen } = createEchoApp();
  await createLambdaHandler({ app, logger: recordLog().logger })(event, lambdaContext());
  return seen[0]?.env.gateway;
}

describe('who a gateway says is asking', () => {
  const claims = { sub: 'user-1', scope: 'sluice:read', 'cognito:groups': 'ops' };
  it.each([
    [
      'a Cognito authorizer',
      restApiEvent(REQUEST, { authorizer: { claims } }),
      { kind: 'jwt', subject: 'user-1', claims },
    ],
    [
      'a Lambda authorizer of a REST API',
      restApiEvent(REQUEST, { authorizer: { principalId: 'bob', team: 'ops', integrationLatency: 3 } }),
      { kind: 'lambda', subject: 'bob', claims: { principalId: 'bob', team: 'ops', integrationLatency: 3 } },
    ],
    [
      'the IAM check of a REST API',
      restApiEvent(REQUEST, { identity: { sourceIp: '203.0.113.7', userArn: USER, accountId: '123456789012' } }),
      { kind: 'iam', subject: USER, claims: { accountId: '123456789012' } },
    ],
    [
      'the JWT authorizer of an HTTP API',
      httpApiEvent(REQUEST, { authorizer: { jwt: { claims, scopes: ['sluice:read'] } } }),
      { kind: 'jwt', subject: 'user-1', claims },
    ],
    [
      'a Lambda authorizer of an HTTP API',
      httpApiEvent(REQUEST, { authorizer: { lambda: { sub: 'bob', team: 'ops' } } }),
      { kind: 'lambda', subject: 'bob', claims: { sub: 'bob', team: 'ops' } },
    ],
    [
      'the IAM check of an HTTP API',
      httpApiEvent(REQUEST, { authorizer: { iam: { userArn: USER, userId: 'AIDA' } } }),
      { kind: 'iam', subject: USER, claims: { userArn: USER, userId: 'AIDA' } },
    ],
    [
      'the IAM check of a function URL',
      functionUrlEvent(REQUEST, { authorizer: { iam: { userArn: USER } } }),
      { kind: 'iam', subject: USER, claims: { userArn: USER } },
    ],
    ['a direct invocation', directEvent(REQUEST), { kind: 'direct', subject: 'invoke', claims: {} }],
    [
      'the bare body of POST /execute',
      { pipeline_type: 'app', environment: 'dev' },
      { kind: 'direct', subject: 'invoke', claims: {} },
    ],
  ])('is read from %s', async (_, event, identity) => {
    expect(await gatewayOf(event)).toEqual(identity);
  });

  it.each([
    ['a REST API without an authorizer', restApiEvent(REQUEST)],
    ['a Cognito token without a subject', restApiEvent(REQUEST, { authorizer: { claims: { scope: 'x' } } })],
    [
      'claims that a Lambda authorizer wrote as text',
      restApiEvent(REQUEST, { authorizer: { claims: '{"sub":"eve"}' } }),
    ],
    ['an HTTP API without an authorizer', httpApiEvent(REQUEST)],
    ['a Lambda authorizer that names nobody', httpApiEvent(REQUEST, { authorizer: { lambda: { team: 'ops' } } })],
    ['a Lambda authorizer without a context', httpApiEvent(REQUEST, { authorizer: { lambda: null } })],
    ['a token whose subject is empty', httpApiEvent(REQUEST, { authorizer: { jwt: { claims: { sub: '' } } } })],
    ['an open function URL', functionUrlEvent(REQUEST)],
    ['a load balancer', loadBalancerEvent(REQUEST, true)],
  ])('is nobody with %s', async (_, event) => {
    expect(await gatewayOf(event)).toBeUndefined();
  });

  it('is never read from what the sender wrote', async () => {
    const body = JSON.stringify({ requestContext: { authorizer: { iam: { userArn: USER } } } });
    const headers = {
      'content-type': 'application/json',
      'x-amzn-request-context': body,
      'x-amz-user-arn': USER,
      requestcontext: body,
      authorizer: body,
    };
    const request = { method: 'POST', path: `/?requestContext=${encodeURIComponent(body)}`, headers, body };
    const events = [restApiEvent, httpApiEvent, functionUrlEvent].map((eventOf) => eventOf(request));
    for (const event of [...events, loadBalancerEvent(request, true), loadBalancerEvent(request, false)]) {
      expect(await gatewayOf(event)).toBeUndefined();
    }
    expect(await gatewayOf(directEvent(request))).toMatchObject({ kind: 'direct' });
  });
});
