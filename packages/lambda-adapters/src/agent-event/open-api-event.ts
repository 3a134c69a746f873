import {
  type ActionGroupReply,
  actionGroupCall,
  actionGroupReply,
  isActionGroupEvent,
} from './action-group-envelope.ts';
import type { AgentEventFormat } from './agent-event-format.ts';
import { givenArguments } from './given-arguments.ts';

/** What a Bedrock agent's action group with an OpenAPI document gets back. @public */
export interface OpenApiEventReply extends ActionGroupReply {
  readonly response: {
    readonly actionGroup: string;
    readonly apiPath: string;
    readonly httpMethod: string;
    readonly httpStatusCode: number;
    readonly responseBody: { readonly 'application/json': { readonly body: string } };
  };
}

/** As Bedrock writes them, which need not be rewritten. */
const METHODS: ReadonlyMap<string, string> = new Map(
  ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => [method, method]),
);

/** Action groups of Bedrock agents that are described by an OpenAPI document. */
export const openApiFormat: AgentEventFormat<OpenApiEventReply> = {
  name: 'action group with an OpenAPI document (messageVersion "1.0", actionGroup, apiPath and httpMethod)',
  receive(event) {
    if (!isActionGroupEvent(event)) return undefined;
    const { actionGroup, apiPath, httpMethod } = event;
    if (typeof apiPath !== 'string' || typeof httpMethod !== 'string') return undefined;
    const method = METHODS.get(httpMethod) ?? httpMethod.toUpperCase();
    const call = actionGroupCall(event, { name: `${method} ${apiPath}`, place: { path: apiPath, method } });
    return {
      call,
      given: givenArguments(event['parameters'], event['requestBody']),
      encode: (reply, text) =>
        actionGroupReply(call, reply, {
          actionGroup,
          apiPath,
          httpMethod,
          httpStatusCode: reply.status,
          responseBody: { 'application/json': { body: text } },
        }),
    };
  },
};
