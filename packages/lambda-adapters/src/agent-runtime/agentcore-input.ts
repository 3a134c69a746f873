import type { InvokeAgentRuntimeCommandInput } from '@aws-sdk/client-bedrock-agentcore';
import { TRACEPARENT_ATTRIBUTE } from '../lambda/trace-context.ts';
import type { AgentCoreReference, AgentRequest } from './agent-runtime.ts';
import { controlAnswersToJson } from './control-json.ts';
import { runtimeSessionId } from './session-id.ts';

/** Writes a request as AgentCore's InvokeAgentRuntime takes it. */
export function agentCoreInput(request: AgentRequest<AgentCoreReference>): InvokeAgentRuntimeCommandInput {
  const { agent, sessionId, input, sessionAttributes } = request;
  const traceParent = sessionAttributes[TRACEPARENT_ATTRIBUTE];
  const payload = {
    ...('text' in input ? { prompt: input.text } : { control_answers: controlAnswersToJson(input.returned) }),
    session_id: sessionId,
    session_attributes: sessionAttributes,
  };
  return {
    agentRuntimeArn: agent.agentRuntimeArn,
    ...(agent.qualifier === undefined ? {} : { qualifier: agent.qualifier }),
    runtimeSessionId: runtimeSessionId(sessionId),
    ...(traceParent === undefined ? {} : { traceParent }),
    contentType: 'application/json',
    accept: 'application/json, text/event-stream',
    payload: JSON.stringify(payload),
  };
}
