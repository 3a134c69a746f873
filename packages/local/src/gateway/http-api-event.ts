import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ACCOUNT_ID } from '../lambda-host/lambda-function.ts';
import { API_ID, DOMAIN_NAME, gatewayTime, groupByName, mapValues } from './event-fields.ts';
import type { HttpRequest } from './http-request.ts';

const TEXT = /^(?:text\/|application\/(?:json|xml|javascript|x-www-form-urlencoded|[\w.+-]+\+(?:json|xml)))/i;

/**
 * Makes the event that an HTTP API gives to a function (payload format 2.0).
 *
 * @param domainName - That of a function URL, whose events are the same but for it
 */
export function httpApiEvent(request: HttpRequest, domainName: string = DOMAIN_NAME): APIGatewayProxyEventV2 {
  const { method, path, query, body, sourceIp, receivedAt, requestId } = request;
  const routeKey = `${method} ${path}`;
  const named = groupByName(request.headers.map(([name, value]) => [name.toLowerCase(), value]));
  const { cookie, ...others } = named;
  const headers = mapValues(others, (values) => values.join(','));
  const text = body.length === 0 || TEXT.test(headers['content-type'] ?? 'text/plain');
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: query,
    ...(cookie === undefined ? {} : { cookies: cookie.flatMap((value) => value.split(/;\s*/)) }),
    headers,
    ...(query === ''
      ? {}
      : { queryStringParameters: mapValues(groupByName(new URLSearchParams(query)), (values) => values.join(',')) }),
    requestContext: {
      accountId: ACCOUNT_ID,
      apiId: API_ID,
      domainName,
      domainPrefix: API_ID,
      http: { method, path, protocol: 'HTTP/1.1', sourceIp, userAgent: headers['user-agent'] ?? '' },
      requestId,
      routeKey,
      stage: '$default',
      time: gatewayTime(receivedAt),
      timeEpoch: receivedAt,
    },
    ...(body.length === 0 ? {} : { body: body.toString(text ? 'utf8' : 'base64') }),
    isBase64Encoded: !text,
  };
}
