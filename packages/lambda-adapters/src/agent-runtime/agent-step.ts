import type {
  InvocationInput,
  Observation,
  OrchestrationTrace,
  RoutingClassifierTrace,
  TracePart,
} from '@aws-sdk/client-bedrock-agent-runtime';
import type { AgentStep } from './agent-progress.ts';

/** Reads the step out of a trace; undefined where it tells of none that a user would care for. */
export function agentStep({ trace, collaboratorName }: TracePart): AgentStep | undefined {
  const agent = collaboratorName === undefined ? {} : { agent: collaboratorName };
  if (trace?.failureTrace !== undefined) return { kind: 'failed', ...agent };
  if (trace?.preProcessingTrace?.modelInvocationInput !== undefined) return { kind: 'thinking', ...agent };
  const work = trace?.orchestrationTrace ?? trace?.routingClassifierTrace;
  const step = work === undefined ? undefined : stepOfWork(work);
  return step === undefined ? undefined : { ...step, ...agent };
}

function stepOfWork(work: OrchestrationTrace | RoutingClassifierTrace): AgentStep | undefined {
  if (work.modelInvocationInput !== undefined) return { kind: 'thinking' };
  if (work.invocationInput !== undefined) return calling(work.invocationInput);
  return work.observation === undefined ? undefined : called(work.observation);
}

function calling(input: InvocationInput): AgentStep | undefined {
  const group = input.actionGroupInvocationInput;
  if (group !== undefined) {
    const operation = group.function ?? `${group.verb?.toUpperCase() ?? ''} ${group.apiPath ?? ''}`.trim();
    return { kind: 'calling', tool: group.actionGroupName, operation };
  }
  const tool =
    input.agentCollaboratorInvocationInput?.agentCollaboratorName ?? input.knowledgeBaseLookupInput?.knowledgeBaseId;
  return tool === undefined ? undefined : { kind: 'calling', tool };
}

function called(observation: Observation): AgentStep | undefined {
  const tool = observation.agentCollaboratorInvocationOutput?.agentCollaboratorName;
  if (tool !== undefined) return { kind: 'called', tool };
  const isAnswer =
    observation.actionGroupInvocationOutput !== undefined || observation.knowledgeBaseLookupOutput !== undefined;
  return isAnswer ? { kind: 'called' } : undefined;
}
