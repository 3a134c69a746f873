import { randomUUID } from 'node:crypto';
import type { AgentProfile } from '../planner/agent/agent-profile.ts';
import type { CallStep, Step } from '../planner/plan.ts';
import { eventParameters } from './action-group-event.ts';
import { type BedrockException, STATUS_OF } from './exceptions.ts';
import type { WaitingCall } from './waiting-call.ts';

/** The traces of a call: what is called, what came back. */
export interface CallTraces {
  readonly invocation: object;
  observation(text: string): object;
}

/** Makes the traces of how a step is found: what the model is given, what it gives back, and why it calls what it calls. */
export function thoughtTraces(agent: AgentProfile, step: Step): readonly object[] {
  const traceId = randomUUID();
  const given = {
    traceId,
    type: 'ORCHESTRATION',
    text: `The planner of the agent ${agent.agentType}, in place of a model`,
  };
  const found = step.step === 'call' ? step.operation.operationId : step.text;
  const usage = { inputTokens: 0, outputTokens: 0 };
  return [
    orchestration({ modelInvocationInput: given }),
    orchestration({ modelInvocationOutput: { traceId, rawResponse: { content: found }, metadata: { usage } } }),
    ...(step.step === 'call' ? [orchestration({ rationale: { traceId, text: step.rationale } })] : []),
  ];
}

/** Makes the traces of a call. */
export function callTraces(step: CallStep): CallTraces {
  const traceId = randomUUID();
  return {
    invocation: invocationTrace(traceId, step, { executionType: 'LAMBDA' }),
    observation: (text) =>
      orchestration({ observation: { traceId, type: 'ACTION_GROUP', actionGroupInvocationOutput: { text } } }),
  };
}

/** Makes the trace of a call that is not made before the user has confirmed it. */
export function confirmationTrace({ invocationId, step }: WaitingCall): object {
  return invocationTrace(randomUUID(), step, { executionType: 'RETURN_CONTROL', invocationId });
}

/** Makes the trace of the end of a turn. */
export function finalTrace(text: string): object {
  return orchestration({ observation: { traceId: randomUUID(), type: 'FINISH', finalResponse: { text } } });
}

/** Makes the trace of a turn that broke off. */
export function failureTrace({ exception, message }: BedrockException): object {
  return { failureTrace: { traceId: randomUUID(), failureReason: message, failureCode: STATUS_OF[exception] } };
}

function invocationTrace(
  traceId: string,
  { operation, arguments: values }: CallStep,
  execution: { readonly executionType: 'LAMBDA' | 'RETURN_CONTROL'; readonly invocationId?: string },
): object {
  const { parameters, properties } = eventParameters(operation, values);
  const actionGroupInvocationInput = {
    actionGroupName: operation.actionGroup,
    apiPath: operation.path,
    verb: operation.method.toLowerCase(),
    ...execution,
    parameters,
    ...(operation.hasBody ? { requestBody: { content: { 'application/json': properties } } } : {}),
  };
  return orchestration({
    invocationInput: { traceId, invocationType: 'ACTION_GROUP', actionGroupInvocationInput },
  });
}

function orchestration(trace: object): object {
  return { orchestrationTrace: trace };
}
