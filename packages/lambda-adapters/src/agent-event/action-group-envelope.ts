import type { ReceivedEvent } from './agent-event-format.ts';
import { isObject } from './is-object.ts';
import type { CallingAgent, ToolOperation } from './tool-call.ts';
import type { ToolReply } from './tool-reply.ts';

type Attributes = Readonly<Record<string, string>>;

/** What both kinds of action groups get back beside the response itself. @public */
export interface ActionGroupReply {
  readonly messageVersion: '1.0';
  readonly sessionAttributes: Attributes;
  readonly promptSessionAttributes: Attributes;
}

/** An event of an action group of either kind. */
export interface ActionGroupEvent extends Readonly<Record<string, unknown>> {
  readonly actionGroup: string;
}

/** Recognises what every event of an action group has. */
export function isActionGroupEvent(event: unknown): event is ActionGroupEvent {
  return isObject(event) && event['messageVersion'] === '1.0' && typeof event['actionGroup'] === 'string';
}

/** Reads who asks, and in which session; what is absent or malformed counts as not said. */
export function actionGroupCall(event: ActionGroupEvent, operation: ToolOperation): ReceivedEvent<unknown>['call'] {
  return {
    actionGroup: event.actionGroup,
    operation,
    sessionId: textOf(event['sessionId']),
    requestId: undefined,
    sessionAttributes: attributesOf(event['sessionAttributes']),
    promptSessionAttributes: attributesOf(event['promptSessionAttributes']),
    agent: agentOf(event['agent']),
    inputText: textOf(event['inputText']),
  };
}

/** Makes what goes back in either kind: the response, and the attributes of the event with the reply's changes. */
export function actionGroupReply<Response>(
  call: ReceivedEvent<unknown>['call'],
  reply: ToolReply,
  response: Response,
): ActionGroupReply & { readonly response: Response } {
  return {
    messageVersion: '1.0',
    response,
    sessionAttributes: changed(call.sessionAttributes, reply.sessionAttributes),
    promptSessionAttributes: changed(call.promptSessionAttributes, reply.promptSessionAttributes),
  };
}

function changed(attributes: Attributes, changes: Attributes | undefined): Attributes {
  return changes === undefined ? attributes : { ...attributes, ...changes };
}

function agentOf(agent: unknown): CallingAgent {
  const { name, id, alias, version } = isObject(agent) ? agent : {};
  return {
    name: textOf(name) ?? '',
    id: textOf(id) ?? '',
    alias: textOf(alias) ?? '',
    version: textOf(version) ?? '',
  };
}

function attributesOf(attributes: unknown): Attributes {
  if (!isObject(attributes)) return {};
  if (isTexts(attributes)) return attributes;
  return Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** Whether there is nothing but texts, as it should be; so that it need not be copied. */
function isTexts(attributes: Readonly<Record<string, unknown>>): attributes is Attributes {
  for (const name in attributes) {
    if (typeof attributes[name] !== 'string') return false;
  }
  return true;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
