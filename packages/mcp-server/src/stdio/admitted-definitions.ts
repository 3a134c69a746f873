import type { Principal } from '@sluice/core';
import type { Admission } from '../guards/admission.ts';
import { requireBodyLike } from '../http/json-body.ts';
import type { CompleteValue, McpCallContext, McpDefinitions, TaskSource } from '../mcp/definitions.ts';

/** What each call has to pass. */
export interface CallGate {
  /** Tells who sits at the other end now. */
  readonly authenticate: () => Promise<Principal>;
  readonly admission: Admission;
}

/** As much as a body may have over HTTP. */
const ARGUMENTS_LIMIT_BYTES = 64 * 1024;

type Guard = <Result>(
  context: McpCallContext,
  work: (context: McpCallContext) => Result | Promise<Result>,
) => Promise<Result>;

/**
 * Puts the gate that every HTTP request passes before each call of a definition: a connection lives long, and the key
 * that opened it may have expired since.
 */
export function admittedDefinitions(
  definitions: McpDefinitions,
  { authenticate, admission }: CallGate,
): McpDefinitions {
  const guard: Guard = async (context, work) => {
    const principal = await authenticate();
    const { release } = admission.admit(principal);
    try {
      return await work({ ...context, principal });
    } finally {
      release();
    }
  };
  return {
    tools: definitions.tools.map((tool) => ({
      ...tool,
      call: (input, context) =>
        guard(context, (own) => {
          requireBodyLike(input, ARGUMENTS_LIMIT_BYTES);
          return tool.call(input, own);
        }),
    })),
    resources: definitions.resources.map((resource) => ({
      ...resource,
      read: (uri, context) => guard(context, (own) => resource.read(uri, own)),
    })),
    resourceTemplates: definitions.resourceTemplates.map((template) => ({
      ...template,
      read: (uri, variables, context) => guard(context, (own) => template.read(uri, variables, own)),
      complete: guardedCompletion(template.complete, guard),
    })),
    prompts: definitions.prompts.map((prompt) => ({
      ...prompt,
      get: (input, context) => guard(context, (own) => prompt.get(input, own)),
      complete: guardedCompletion(prompt.complete, guard),
    })),
    tasks: definitions.tasks === undefined ? undefined : guardedTasks(definitions.tasks, guard),
  };
}

function guardedCompletion(
  complete: Readonly<Record<string, CompleteValue>> | undefined,
  guard: Guard,
): Readonly<Record<string, CompleteValue>> {
  return Object.fromEntries(
    Object.entries(complete ?? {}).map(([name, propose]): [string, CompleteValue] => [
      name,
      (typed, known, context) => guard(context, (own) => propose(typed, known, own)),
    ]),
  );
}

function guardedTasks(tasks: TaskSource, guard: Guard): TaskSource {
  return {
    get: (taskId, context) => guard(context, (own) => tasks.get(taskId, own)),
    update: (taskId, responses, context) => guard(context, (own) => tasks.update(taskId, responses, own)),
    cancel: (taskId, context) => guard(context, (own) => tasks.cancel(taskId, own)),
  };
}
