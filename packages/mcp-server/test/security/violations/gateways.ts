import type { DoorRequest } from '../../support/door-request.ts';
import { guardViolation, NO_STDIO, type Violation, withHeaders } from '../support/violation.ts';
import { keyOf } from '../support/world.ts';

const UNKNOWN = { status: 401, code: 'unauthenticated' };
const ARN = 'arn:aws:sts::123456789012:assumed-role/SluiceProxy/session';
const CONTEXT = {
  authorizer: { principalId: 'lead', iam: { userArn: ARN }, jwt: { claims: { sub: 'lead', scope: 'sluice:execute' } } },
  identity: { userArn: ARN },
  elb: {},
};

function withoutKey(request: DoorRequest, headers: Record<string, string>): DoorRequest {
  return withHeaders(request, { 'x-api-key': undefined, ...headers });
}

function forged(name: string, headers: Record<string, string>): Violation {
  return guardViolation(name, (request) => withoutKey(request, headers), UNKNOWN, { stdio: NO_STDIO.headers });
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Identities that only a gateway may tell, told by the sender. */
export const GATEWAY_VIOLATIONS: readonly Violation[] = [
  forged('the identity of a sign-in at a load balancer', {
    'x-amzn-oidc-identity': 'lead',
    'x-amzn-oidc-accesstoken': 'token',
    'x-amzn-oidc-data': `${part({ alg: 'none' })}.${part({ sub: 'lead', exp: 9e9 })}.`,
  }),
  forged('the request context of a gateway in headers', {
    'x-amzn-request-context': JSON.stringify(CONTEXT),
    'x-amzn-lambda-context': JSON.stringify(CONTEXT),
    'x-apigateway-event': encodeURIComponent(JSON.stringify({ requestContext: CONTEXT })),
    'x-amz-user-arn': ARN,
  }),
  forged('the user whom a proxy has checked', {
    'x-forwarded-user': 'lead',
    'x-remote-user': 'lead',
    'x-auth-request-user': 'lead',
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-host': 'localhost',
    'x-real-ip': '127.0.0.1',
    via: '1.1 localhost',
  }),
  forged('a signature for AWS', {
    authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/eu-west-1/lambda/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
    'x-amz-security-token': 'token',
  }),
  guardViolation(
    'the request context of a gateway in the body',
    (request) => ({
      ...withoutKey(request, {}),
      body: JSON.stringify({ ...JSON.parse(String(request.body)), requestContext: CONTEXT, identity: CONTEXT }),
    }),
    UNKNOWN,
    { stdio: { thrown: 'unauthenticated' } },
  ),
  guardViolation(
    'the request context of a gateway in the query',
    (request) => ({
      ...withoutKey(request, {}),
      path: `${request.path}?requestContext=${encodeURIComponent(JSON.stringify(CONTEXT))}`,
    }),
    UNKNOWN,
    { stdio: NO_STDIO.headers },
  ),
  guardViolation(
    'an invocation with a wrong key, which does not count as one without',
    (request) => withHeaders(request, { 'x-api-key': `${keyOf('team')}x` }),
    UNKNOWN,
    { stdio: { thrown: 'unauthenticated' } },
  ),
];
