import type { APIGatewayProxyEvent } from 'aws-lambda';
import { ACCOUNT_ID } from '../lambda-host/lambda-function.ts';
import { API_ID, DOMAIN_NAME, gatewayTime, groupByName, mapValues } from './event-fields.ts';
import type { HttpRequest } from './http-request.ts';

const STAGE = 'local';

/** Makes the event that a REST API gives to a function (payload format 1.0). */
export function restApiEvent(request: HttpRequest): APIGatewayProxyEvent {
  const { method, path, query, body, sourceIp, receivedAt, requestId } = request;
  const headers = groupByName(request.headers);
  const parameters = query === '' ? undefined : groupByName(new URLSearchParams(query));
  const userAgent = request.headers.find(([name]) => name.toLowerCase() === 'user-agent')?.[1] ?? null;
  return {
    resource: path,
    path,
    httpMethod: method,
    headers: mapValues(headers, last),
    multiValueHeaders: headers,
    queryStringParameters: parameters === undefined ? null : mapValues(parameters, last),
    multiValueQueryStringParameters: parameters ?? null,
    pathParameters: null,
    stageVariables: null,
    requestContext: {
      accountId: ACCOUNT_ID,
      apiId: API_ID,
      authorizer: null,
      domainName: DOMAIN_NAME,
      domainPrefix: API_ID,
      extendedRequestId: requestId,
      httpMethod: method,
      identity: { ...ANONYMOUS, sourceIp, userAgent },
      path: `/${STAGE}${path}`,
      protocol: 'HTTP/1.1',
      requestId,
      requestTime: gatewayTime(receivedAt),
      requestTimeEpoch: receivedAt,
      resourceId: API_ID,
      resourcePath: path,
      stage: STAGE,
    },
    body: body.length === 0 ? null : body.toString('utf8'),
    isBase64Encoded: false,
  };
}

const ANONYMOUS = {
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
  user: null,
  userArn: null,
} as const;

function last(values: string[]): string {
  return values.at(-1) ?? '';
}
