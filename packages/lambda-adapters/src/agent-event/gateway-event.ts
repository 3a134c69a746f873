import type { AgentEventFormat } from './agent-event-format.ts';
import { propertiesAsArguments } from './given-arguments.ts';
import { isObject } from './is-object.ts';
import type { ToolReply } from './tool-reply.ts';

/** What a Lambda target of AgentCore Gateway gets back: the answer itself. @public */
export type GatewayEventReply = ToolReply['body'];

/** What the Gateway puts between the name of a target and the name of its tool. */
const SEPARATOR = '___';

/** Lambda targets of AgentCore Gateway. The event is the arguments; which tool is meant stands in the context. */
export const gatewayFormat: AgentEventFormat<GatewayEventReply> = {
  name: 'Lambda target of AgentCore Gateway (clientContext.custom.bedrockAgentCoreToolName)',
  receive(event, { clientContext }) {
    const custom = isObject(clientContext?.custom) ? clientContext.custom : {};
    const toolName = custom['bedrockAgentCoreToolName'];
    if (typeof toolName !== 'string') return undefined;
    const separator = toolName.indexOf(SEPARATOR);
    const name = separator === -1 ? toolName : toolName.slice(separator + SEPARATOR.length);
    const requestId = custom['bedrockAgentCoreAwsRequestId'];
    const gatewayId = custom['bedrockAgentCoreGatewayId'];
    const id = typeof gatewayId === 'string' ? gatewayId : '';
    const isReadable = event === undefined || event === null || isObject(event);
    return {
      call: {
        actionGroup: separator === -1 ? '' : toolName.slice(0, separator),
        operation: { name },
        sessionId: undefined,
        requestId: typeof requestId === 'string' ? requestId : undefined,
        sessionAttributes: {},
        promptSessionAttributes: {},
        agent: { name: id, id, alias: '', version: '' },
      },
      given: {
        values: isObject(event) ? propertiesAsArguments(event) : [],
        faults: isReadable ? [] : [{ field: 'arguments', message: 'must be a JSON object of parameters by name' }],
      },
      encode: ({ body }) => body,
    };
  },
};
