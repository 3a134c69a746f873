import { GATEWAY_CALLER } from '../../gateway/gateway.ts';
import { decodeLabel } from '../../http/decode-label.ts';
import { signerOf } from '../../http/signer-of.ts';
import { argument, type Door, member, type ObservedRequest, statusOutcome, textMember } from '../door.ts';
import { agentPart, GATEWAY, USER } from '../parts.ts';

/** Caller of action-group functions, as the id of the access key tells it. */
export const BEDROCK_CALLER = 'bedrock';

const FUNCTION_NAME = /\/functions\/([^/]+)\/(?:response-streaming-)?invocations$/;

/** The Lambda host: the gateway gives an event to a function, or an agent calls an operation of an action group. */
export const lambdaDoor: Door = {
  call(request) {
    const to = decodeLabel(FUNCTION_NAME.exec(request.path)?.[1] ?? '') || 'lambda';
    const operation = operationOf(request.body);
    return { from: callerOf(request), to, action: operation ?? 'Invoke', detail: argumentsOf(request.body).join(' ') };
  },
  outcome({ status, header, body }) {
    if (header('x-amz-function-error') !== undefined) {
      return { ok: false, text: textMember(body, 'errorMessage') ?? 'the function failed' };
    }
    const answered = member(body, 'response', 'httpStatusCode') ?? member(body, 'statusCode');
    const state = textMember(body, 'response', 'functionResponse', 'responseState');
    if (state !== undefined) return { ok: false, text: state };
    return statusOutcome(typeof answered === 'number' ? answered : status);
  },
};

function callerOf(request: ObservedRequest): string {
  const signer = signerOf(request.header('authorization'));
  if (signer === GATEWAY_CALLER) return GATEWAY;
  const agent = textMember(request.body, 'agent', 'name');
  return signer === BEDROCK_CALLER && agent !== undefined ? agentPart(agent) : (signer ?? USER);
}

/** The operation of an action group as its document has it, or its function. */
function operationOf(event: unknown): string | undefined {
  const path = textMember(event, 'apiPath');
  return path === undefined ? textMember(event, 'function') : `${textMember(event, 'httpMethod') ?? 'GET'} ${path}`;
}

function argumentsOf(event: unknown): readonly string[] {
  const body = member(event, 'requestBody', 'content', 'application/json', 'properties');
  return [...list(member(event, 'parameters')), ...list(body)].map((one) =>
    argument(textMember(one, 'name') ?? '?', member(one, 'value')),
  );
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
