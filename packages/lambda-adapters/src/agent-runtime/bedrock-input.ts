import type {
  ContentBody,
  InvocationResultMember,
  InvokeAgentCommandInput,
} from '@aws-sdk/client-bedrock-agent-runtime';
import type { AgentRequest, BedrockAgentReference } from './agent-runtime.ts';
import type { ControlResult } from './returned-control.ts';

/** Writes a request as Bedrock's InvokeAgent takes it. */
export function bedrockInput(request: AgentRequest<BedrockAgentReference>): InvokeAgentCommandInput {
  const { agent, sessionId, input, streamed = false } = request;
  const sessionAttributes = { ...request.sessionAttributes };
  return {
    agentId: agent.agentId,
    agentAliasId: agent.agentAliasId,
    sessionId,
    // With traces, the first event comes before the agent uses its tools: what fails before it was not begun.
    enableTrace: true,
    ...(streamed ? { streamingConfigurations: { streamFinalResponse: true } } : {}),
    ...('text' in input
      ? { inputText: input.text, sessionState: { sessionAttributes } }
      : {
          sessionState: {
            sessionAttributes,
            invocationId: input.returned.invocationId,
            returnControlInvocationResults: input.returned.results.map(resultMember),
          },
        }),
  };
}

function resultMember({ operation, confirmed, result }: ControlResult): InvocationResultMember {
  const { actionGroup, name, agentId } = operation;
  const common = {
    actionGroup,
    ...(agentId === undefined ? {} : { agentId }),
    ...(confirmed === undefined ? {} : { confirmationState: confirmed ? ('CONFIRM' as const) : ('DENY' as const) }),
  };
  if ('function' in name) return { functionResult: { ...common, function: name.function, ...functionResult(result) } };
  return { apiResult: { ...common, httpMethod: name.httpMethod, apiPath: name.apiPath, ...apiResult(result) } };
}

type Result = ControlResult['result'];

interface ApiResultBody {
  readonly httpStatusCode?: number;
  readonly responseBody?: Record<string, ContentBody>;
}

function apiResult(result: Result): ApiResultBody {
  if (result === undefined) return {};
  return { httpStatusCode: result.status, responseBody: { 'application/json': { body: result.body } } };
}

interface FunctionResultBody {
  readonly responseState?: 'REPROMPT';
  readonly responseBody?: Record<string, ContentBody>;
}

/** A function has no status: 400 asks the model to call again; `FAILURE` would end the user's session. */
function functionResult(result: Result): FunctionResultBody {
  if (result === undefined) return {};
  const responseState = result.status === 400 ? { responseState: 'REPROMPT' as const } : {};
  return { ...responseState, responseBody: { TEXT: { body: result.body } } };
}
