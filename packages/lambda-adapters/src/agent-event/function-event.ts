import {
  type ActionGroupReply,
  actionGroupCall,
  actionGroupReply,
  isActionGroupEvent,
} from './action-group-envelope.ts';
import type { AgentEventFormat } from './agent-event-format.ts';
import { givenArguments } from './given-arguments.ts';

/** What a Bedrock agent's action group with function details gets back. @public */
export interface FunctionEventReply extends ActionGroupReply {
  readonly response: {
    readonly actionGroup: string;
    readonly function: string;
    readonly functionResponse: {
      /**
       * Tells the agent to call again with what the body says. `FAILURE` is never sent: it would end the user's session
       * with an exception.
       */
      readonly responseState?: 'REPROMPT';
      readonly responseBody: { readonly TEXT: { readonly body: string } };
    };
  };
}

/** Action groups of Bedrock agents that are described by functions. */
export const functionFormat: AgentEventFormat<FunctionEventReply> = {
  name: 'action group with function details (messageVersion "1.0", actionGroup and function)',
  receive(event) {
    if (!isActionGroupEvent(event)) return undefined;
    const { actionGroup, function: name } = event;
    if (typeof name !== 'string') return undefined;
    const call = actionGroupCall(event, { name });
    return {
      call,
      given: givenArguments(event['parameters'], event['requestBody']),
      encode: (reply, text) => {
        const responseBody = { TEXT: { body: text } };
        const isAskedAgain = reply.status === 400;
        return actionGroupReply(call, reply, {
          actionGroup,
          function: name,
          functionResponse: isAskedAgain ? { responseState: 'REPROMPT', responseBody } : { responseBody },
        });
      },
    };
  },
};
