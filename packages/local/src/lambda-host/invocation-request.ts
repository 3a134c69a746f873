import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { decodeLabel } from '../http/decode-label.ts';
import { BodyTooLargeError, readBody } from '../http/read-body.ts';
import { type LambdaAnswer, refusal } from './lambda-answer.ts';

/** How a function is invoked: for its answer, for nothing but that it runs, or for an answer that is streamed. */
export type InvocationKind = 'answer' | 'event' | 'stream';

/** A request to invoke a function. */
export interface InvocationRequest {
  readonly functionName: string;
  readonly kind: InvocationKind;
  readonly requestId: string;
  /** JSON. */
  readonly payload: string;
  /** JSON. */
  readonly clientContext: string | undefined;
}

/** Limit of Lambda for a request and for an answer, in bytes. */
export const PAYLOAD_LIMIT = 6_291_456;

const INVOKE_PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations(?:\?.*)?$/;
const STREAM_PATH = /^\/2021-11-15\/functions\/([^/]+)\/response-streaming-invocations(?:\?.*)?$/;
const KINDS: Readonly<Record<string, InvocationKind>> = { RequestResponse: 'answer', Event: 'event' };

/** Reads a request of Invoke or InvokeWithResponseStream, or returns why it is refused. */
export async function readInvocation(
  request: IncomingMessage,
): Promise<InvocationRequest | { readonly refusal: LambdaAnswer }> {
  const url = request.url ?? '';
  const streams = STREAM_PATH.exec(url);
  const functionName = decodeLabel((streams ?? INVOKE_PATH.exec(url))?.[1] ?? '');
  if (!functionName || request.method !== 'POST') return { refusal: UNKNOWN_OPERATION };
  const type = String(request.headers['x-amz-invocation-type'] ?? 'RequestResponse');
  const kind = streams === null ? KINDS[type] : 'stream';
  if (kind === undefined) return { refusal: UNKNOWN_TYPE };
  try {
    const payload = (await readBody(request, PAYLOAD_LIMIT)).toString('utf8') || '{}';
    JSON.parse(payload);
    return { functionName, kind, requestId: randomUUID(), payload, clientContext: clientContextOf(request) };
  } catch (error) {
    return { refusal: requestError(error) };
  }
}

const UNKNOWN_OPERATION = refusal(
  404,
  'UnknownOperationException',
  'Only Invoke (POST /2015-03-31/functions/{name}/invocations) and InvokeWithResponseStream',
);
const UNKNOWN_TYPE = refusal(
  400,
  'InvalidParameterValueException',
  'This Lambda host knows the invocation types RequestResponse and Event only',
);

function clientContextOf(request: IncomingMessage): string | undefined {
  const header = request.headers['x-amz-client-context'];
  if (typeof header !== 'string') return undefined;
  const json = Buffer.from(header, 'base64').toString('utf8');
  JSON.parse(json);
  return json;
}

function requestError(error: unknown): LambdaAnswer {
  if (error instanceof BodyTooLargeError) {
    const message = `Request must be smaller than ${PAYLOAD_LIMIT} bytes for the InvokeFunction operation`;
    return refusal(413, 'RequestTooLargeException', message);
  }
  if (error instanceof SyntaxError) {
    const message = `Could not parse request body into json: ${error.message}`;
    return refusal(400, 'InvalidRequestContentException', message);
  }
  return refusal(500, 'ServiceException', error instanceof Error ? error.message : String(error));
}
