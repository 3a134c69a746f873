import type { ALBEvent, APIGatewayProxyEvent, APIGatewayProxyEventV2, LambdaFunctionURLEvent } from 'aws-lambda';
import type { DirectRequest } from '../../src/lambda.ts';
import { type DoorRequest, headerPairs, splitPath } from './door-request.ts';

export const SENDER = '203.0.113.7';

const TEXT = /^(?:text\/|application\/(?:json|javascript|xml|[\w.-]+\+json))/;

/** Writes a request as a REST API of API Gateway does (payload format 1.0), at the stage `prod`. */
export function restApiEvent(request: DoorRequest, context: object = {}): APIGatewayProxyEvent {
  const { path, query } = splitPath(request);
  const pairs = [...new URLSearchParams(query)];
  const headers = withHost(headerPairs(request), 'a1b2c3.execute-api.eu-west-1.amazonaws.com');
  return {
    resource: '/{proxy+}',
    path,
    httpMethod: request.method,
    headers: lastOf(headers),
    multiValueHeaders: listsOf(headers),
    queryStringParameters: pairs.length === 0 ? null : lastOf(pairs),
    multiValueQueryStringParameters: pairs.length === 0 ? null : listsOf(pairs),
    pathParameters: { proxy: path.slice(1) },
    stageVariables: null,
    ...bodyOf(request),
    requestContext: {
      accountId: '123456789012',
      apiId: 'a1b2c3',
      authorizer: undefined,
      protocol: 'HTTP/1.1',
      httpMethod: request.method,
      identity: NOBODY,
      path: `/prod${path}`,
      stage: 'prod',
      requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      requestTimeEpoch: 1_767_225_600_000,
      resourceId: 'us4z18',
      resourcePath: '/{proxy+}',
      domainName: 'a1b2c3.execute-api.eu-west-1.amazonaws.com',
      ...context,
    },
  };
}

/** Writes a request as an HTTP API of API Gateway does (payload format 2.0), at the stage `$default` or another one. */
export function httpApiEvent(
  request: DoorRequest,
  context: { readonly stage?: string; readonly [name: string]: unknown } = {},
): APIGatewayProxyEventV2 {
  const { path } = splitPath(request);
  const rawPath = context.stage === undefined ? path : `/${context.stage}${path}`;
  return payload2(request, { domainName: 'a1b2c3.execute-api.eu-west-1.amazonaws.com', rawPath, context });
}

/** Writes a request as a function URL does. */
export function functionUrlEvent(request: DoorRequest, context: object = {}): LambdaFunctionURLEvent {
  const { path: rawPath } = splitPath(request);
  return payload2(request, { domainName: 'abcdefgh.lambda-url.eu-west-1.on.aws', rawPath, context });
}

interface Payload2 {
  readonly domainName: string;
  readonly rawPath: string;
  readonly context: object;
}

function payload2(request: DoorRequest, { domainName, rawPath, context }: Payload2): APIGatewayProxyEventV2 {
  const lower = headerPairs(request).map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  const headers = withHost(lower, domainName);
  const cookies = headers.filter(([name]) => name === 'cookie').flatMap(([, value]) => value.split('; '));
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString: splitPath(request).query,
    ...(cookies.length === 0 ? {} : { cookies }),
    headers: joined(headers.filter(([name]) => name !== 'cookie')),
    requestContext: {
      accountId: '123456789012',
      apiId: domainName.split('.')[0] ?? '',
      domainName,
      domainPrefix: domainName.split('.')[0] ?? '',
      http: { method: request.method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: SENDER, userAgent: 'test' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: '$default',
      stage: '$default',
      time: '01/Jan/2026:00:00:00 +0000',
      timeEpoch: 1_767_225_600_000,
      ...context,
    },
    ...(request.body === undefined
      ? { isBase64Encoded: false }
      : (bodyOf(request) as { body: string; isBase64Encoded: boolean })),
  };
}

/** Writes a request as an Application Load Balancer does, with multi-value headers or without. */
export function loadBalancerEvent(request: DoorRequest, multiValue: boolean): ALBEvent {
  const { path, query } = splitPath(request);
  const pairs = query === '' ? [] : query.split('&').map((part): [string, string] => cutAt(part, '='));
  const sent = headerPairs(request).map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  const forwarded = [...sent.filter(([name]) => name === 'x-forwarded-for').map(([, value]) => value), SENDER].join(
    ', ',
  );
  const headers = withHost(
    [
      ...sent.filter(([name]) => name !== 'x-forwarded-for'),
      ['x-forwarded-for', forwarded],
      ['x-forwarded-port', '443'],
    ],
    'sluice-1234567890.eu-west-1.elb.amazonaws.com',
  );
  return {
    requestContext: {
      elb: {
        targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/sluice/6d0ecf831eec9f09',
      },
    },
    httpMethod: request.method,
    path,
    ...(multiValue
      ? { multiValueQueryStringParameters: listsOf(pairs), multiValueHeaders: listsOf(headers) }
      : { queryStringParameters: lastOf(pairs), headers: lastOf(headers) }),
    ...bodyOf(request),
    body: bodyOf(request).body ?? '',
  };
}

/** Writes a request as whoever invokes the function does. */
export function directEvent(request: DoorRequest): DirectRequest {
  const { path, query } = splitPath(request);
  const lists = listsOf([...new URLSearchParams(query)]);
  return {
    method: request.method,
    path,
    ...(query === '' ? {} : { query: lists }),
    headers: joined(headerPairs(request)),
    ...(request.body === undefined ? {} : { body: Buffer.from(request.body).toString('utf8') }),
  };
}

const NOBODY = {
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  sourceIp: SENDER,
  user: null,
  userAgent: 'test',
  userArn: null,
};

function bodyOf({ body, headers = {} }: DoorRequest): { body: string | null; isBase64Encoded: boolean } {
  if (body === undefined) return { body: null, isBase64Encoded: false };
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const isText = typeof body === 'string' && TEXT.test(String(type));
  return { body: Buffer.from(body).toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}

function withHost(headers: [string, string][], host: string): [string, string][] {
  return headers.some(([name]) => name.toLowerCase() === 'host') ? headers : [['host', host], ...headers];
}

function lastOf(pairs: readonly [string, string][]): Record<string, string> {
  return Object.fromEntries(pairs);
}

function listsOf(pairs: readonly [string, string][]): Record<string, string[]> {
  // A name may be one that every object has.
  const lists: Record<string, string[]> = Object.create(null);
  for (const [name, value] of pairs) lists[name] = [...(lists[name] ?? []), value];
  return lists;
}

function joined(pairs: readonly [string, string][]): Record<string, string> {
  return Object.fromEntries(Object.entries(listsOf(pairs)).map(([name, values]) => [name, values.join(',')]));
}

function cutAt(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
