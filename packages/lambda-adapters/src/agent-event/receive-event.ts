import { SluiceError } from '@sluice/core';
import type { LambdaContext } from '../lambda/lambda-context.ts';
import type { AgentEventFormat, ReceivedEvent } from './agent-event-format.ts';
import { type FunctionEventReply, functionFormat } from './function-event.ts';
import { type GatewayEventReply, gatewayFormat } from './gateway-event.ts';
import { isObject } from './is-object.ts';
import { type OpenApiEventReply, openApiFormat } from './open-api-event.ts';

/** What goes back to an agent, in the form that its event expects. @public */
export type AgentEventReply = OpenApiEventReply | FunctionEventReply | GatewayEventReply;

/**
 * The forms in which agents ask; further ones are added here. The Gateway's is first: the context tells it, and the event is
 * what a model or a client wrote there, which may look like any other form.
 */
const FORMATS: readonly AgentEventFormat<AgentEventReply>[] = [gatewayFormat, openApiFormat, functionFormat];

/**
 * Receives an event in the form that its context or its shape tells.
 *
 * @throws SluiceError `invalid_request` when it has none of them, so that there is no way to reply
 */
export function receiveEvent(event: unknown, context: LambdaContext): ReceivedEvent<AgentEventReply> {
  for (const format of FORMATS) {
    const received = format.receive(event, context);
    if (received !== undefined) return received;
  }
  const keys = isObject(event) ? Object.keys(event) : [];
  throw new SluiceError({
    code: 'invalid_request',
    message:
      `This function answers an agent's event: ${FORMATS.map(({ name }) => name).join('; ')}. ` +
      `The event it got has the keys: ${keys.slice(0, 20).join(', ') || 'none'}${versionOf(event)}.`,
  });
}

function versionOf(event: unknown): string {
  const version = isObject(event) ? event['messageVersion'] : undefined;
  return version === undefined || version === '1.0' ? '' : `, and messageVersion is not "1.0"`;
}
