import type { ActionGroupEvent } from './action-group-event.ts';
import { BedrockException } from './exceptions.ts';
import { isStringMap } from './invoke-agent-request.ts';

/** What a function answered. */
export interface ActionGroupReply {
  readonly status: number;
  /** The body's text as it came. */
  readonly text: string;
  readonly sessionAttributes: Readonly<Record<string, string>> | undefined;
  readonly promptSessionAttributes: Readonly<Record<string, string>> | undefined;
}

const MAX_KILOBYTES = 25;

/**
 * Reads the reply of a function as strictly as Bedrock does.
 *
 * @throws BedrockException `dependencyFailedException` when it is malformed, about another operation or larger than 25 KB
 */
export function readActionGroupReply(reply: unknown, event: ActionGroupEvent, functionName: string): ActionGroupReply {
  const bytes = Buffer.byteLength(JSON.stringify(reply) ?? '');
  if (bytes > MAX_KILOBYTES * 1024) {
    const message = `lambda response exceeds maximum size ${MAX_KILOBYTES}KB: ${bytes}`;
    throw new BedrockException('dependencyFailedException', message, functionName);
  }
  const malformed = new BedrockException(
    'dependencyFailedException',
    'The server encountered an error processing the Lambda response. Check the Lambda response and retry the request',
    functionName,
  );
  if (!isObject(reply) || reply['messageVersion'] !== '1.0' || !isObject(reply['response'])) throw malformed;
  const { response, sessionAttributes, promptSessionAttributes } = reply;
  const { actionGroup, apiPath, httpMethod, httpStatusCode: status, responseBody } = response;
  const isSame = actionGroup === event.actionGroup && apiPath === event.apiPath && httpMethod === event.httpMethod;
  const text = bodyOf(responseBody);
  if (!isSame || typeof status !== 'number' || !Number.isInteger(status) || text === undefined) throw malformed;
  if (!isAttributes(sessionAttributes) || !isAttributes(promptSessionAttributes)) throw malformed;
  return {
    status,
    text,
    sessionAttributes: sessionAttributes ?? undefined,
    promptSessionAttributes: promptSessionAttributes ?? undefined,
  };
}

/** Tells the caller that a function failed, as Bedrock does: nothing of the failure itself. */
export function functionFailure(functionName: string): BedrockException {
  const message =
    `Your request couldn't be completed. Lambda function ${functionName} encountered a problem while processing request. ` +
    'The error message from the Lambda function is Unhandled. Check the Lambda function log for error details, then try your request again after fixing the error.';
  return new BedrockException('dependencyFailedException', message, functionName);
}

function bodyOf(responseBody: unknown): string | undefined {
  if (!isObject(responseBody)) return undefined;
  const [content] = Object.values(responseBody);
  return isObject(content) && typeof content['body'] === 'string' ? content['body'] : undefined;
}

function isAttributes(value: unknown): value is Record<string, string> | null | undefined {
  return value === undefined || value === null || isStringMap(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
