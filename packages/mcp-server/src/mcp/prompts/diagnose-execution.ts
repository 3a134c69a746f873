import { type Execution, type ExecutionEvent, SluiceError } from '@sluice/core';
import type { McpCallContext, PromptDefinition } from '../definitions.ts';
import type { Product } from '../product.ts';
import { stateOf, subjectOf } from '../tools/execution-text.ts';
import { readLogTail } from '../tools/log-page.ts';
import { fenced, oneLine } from '../untrusted-text.ts';

const LOG_CHARACTERS = 8000;
const EVENTS = 20;

/** `diagnose_execution`: gathers what is known of an execution, and asks why it ended as it did. */
export function diagnoseExecutionPrompt(product: Product): PromptDefinition {
  return {
    name: 'diagnose_execution',
    title: 'Diagnose an execution',
    description:
      'Why an execution did not succeed, and what to do about it: status, failed job, end of the log, audit trail.',
    arguments: [{ name: 'execution_id', description: 'The execution_id of the execution.', required: true }],
    scope: 'read',
    async get({ execution_id = '' }, context) {
      const { service } = product;
      context.noteExecution(execution_id);
      const { execution, note } = await service.get(execution_id, context.principal, { signal: context.signal });
      const events = await service.listEvents(execution_id, context.principal);
      const parts = [
        'Find out why this execution of a pipeline ended as it did, and say what to do next.',
        facts(execution, note),
        `What happened:\n${events.slice(-EVENTS).map(eventLine).join('\n')}`,
        `End of the log. ${await logText(product, execution, context)}`,
        TASK,
      ];
      return {
        description: `${subjectOf(execution)} is ${stateOf(execution)}`,
        messages: [{ role: 'user', content: { type: 'text', text: parts.join('\n\n') } }],
      };
    },
  };
}

const TASK = `Answer in this order:
1. The most likely cause, with the lines of the log or trail that show it. Say so when they do not show one.
2. Whether the pipeline, its parameters, the environment or the CI system is at fault.
3. One next step for the user. Suggest a retry (retry_execution) only where another try can end differently.
Start, retry, cancel and approve nothing while you diagnose.`;

function facts(execution: Execution, note: string | undefined): string {
  const { executionId, requestedBy, createdAt, parameters, run, failure } = execution;
  const stages = (run?.stages ?? []).map(({ name, status }) => `${oneLine(name, 60)} ${status}`);
  const lines = [
    `Execution ${executionId}: ${subjectOf(execution)}, ${stateOf(execution)}.`,
    `Asked for by ${requestedBy} at ${new Date(createdAt).toISOString()}, with ${oneLine(JSON.stringify(parameters), 500)}.`,
    note === undefined ? undefined : `Note: ${note}`,
    stages.length === 0 ? undefined : `Stages: ${stages.join(', ')}.`,
    run?.url === undefined ? undefined : `Link for people: ${run.url}`,
    failure === undefined ? undefined : failureLine(failure),
  ];
  return lines.filter((line) => line !== undefined).join('\n');
}

function failureLine({ code, job, stage, message }: NonNullable<Execution['failure']>): string {
  const place = [
    job === undefined ? undefined : `job "${oneLine(job)}"`,
    stage === undefined ? undefined : `stage "${oneLine(stage)}"`,
  ];
  return `Failure ${code}: ${[...place.filter(Boolean), oneLine(message, 500)].join(', ')}`;
}

function eventLine({ at, type, actor, cause }: ExecutionEvent): string {
  return `- ${new Date(at).toISOString()} ${type} by ${actor}${cause === undefined ? '' : `: ${oneLine(cause)}`}`;
}

/** The failed job's own end where the record has it, else that of the whole log. */
async function logText(
  { service }: Product,
  { executionId, failure }: Execution,
  { principal, signal }: McpCallContext,
): Promise<string> {
  if (failure?.logTail !== undefined) return fenced(failure.logTail);
  try {
    const { content } = await readLogTail(service, { executionId, principal, signal }, LOG_CHARACTERS);
    return content === '' ? 'There is none.' : fenced(content);
  } catch (error) {
    if (!SluiceError.isInstance(error)) throw error;
    return `It can't be read: ${error.message}`;
  }
}
