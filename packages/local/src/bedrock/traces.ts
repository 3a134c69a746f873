import { randomUUID } from 'node:crypto';
import type { CallStep } from '../planner/plan.ts';
import { eventParameters } from './action-group-event.ts';
import { type BedrockException, STATUS_OF } from './exceptions.ts';

/** The traces of a step: why it is done, what is called, what came back. */
export interface StepTraces {
  readonly rationale: object;
  readonly invocation: object;
  observation(text: string): object;
}

/** Makes the traces of a call. */
export function callTraces({ operation, arguments: values, rationale }: CallStep): StepTraces {
  const traceId = randomUUID();
  const { parameters, properties } = eventParameters(operation, values);
  const actionGroupInvocationInput = {
    actionGroupName: operation.actionGroup,
    apiPath: operation.path,
    verb: operation.method.toLowerCase(),
    executionType: 'LAMBDA',
    parameters,
    ...(operation.hasBody ? { requestBody: { content: { 'application/json': properties } } } : {}),
  };
  return {
    rationale: orchestration({ rationale: { traceId, text: rationale } }),
    invocation: orchestration({
      invocationInput: { traceId, invocationType: 'ACTION_GROUP', actionGroupInvocationInput },
    }),
    observation: (text) =>
      orchestration({ observation: { traceId, type: 'ACTION_GROUP', actionGroupInvocationOutput: { text } } }),
  };
}

/** Makes the trace of the end of a turn. */
export function finalTrace(text: string): object {
  return orchestration({ observation: { traceId: randomUUID(), type: 'FINISH', finalResponse: { text } } });
}

/** Makes the trace of a turn that broke off. */
export function failureTrace({ exception, message }: BedrockException): object {
  return { failureTrace: { traceId: randomUUID(), failureReason: message, failureCode: STATUS_OF[exception] } };
}

function orchestration(trace: object): object {
  return { orchestrationTrace: trace };
}
