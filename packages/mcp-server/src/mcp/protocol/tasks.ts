import {
  MissingRequiredClientCapabilityError,
  ProtocolError,
  ProtocolErrorCode,
  type Result,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import type { McpCall } from '../answer-call.ts';
import type { TaskSource } from '../definitions.ts';
import { isNotFound } from '../failures.ts';
import { TASKS_EXTENSION } from '../tasks-extension.ts';

/** Longer than any task id of ours. */
const MAX_ID = 200;

/** How the SDK reads the parameters of the three methods; the answers to a task's questions it lifts out itself. */
export const TASK_SCHEMAS: { readonly params: z.ZodObject<{ taskId: z.ZodString }> } = {
  params: z.object({ taskId: z.string().min(1).max(MAX_ID) }),
};

type TaskCall = (taskId: string, call: McpCall) => Promise<Result>;

/** `tasks/get`, `tasks/update` and `tasks/cancel`, for requests that declare the extension. */
export function taskCalls(source: TaskSource): Readonly<Record<'get' | 'update' | 'cancel', TaskCall>> {
  return {
    get: declared(async (taskId, { context }) => ({ ...(await source.get(taskId, context)) })),
    update: declared(async (taskId, { context }) => {
      await source.update(taskId, context.inputResponses, context);
      return {};
    }),
    cancel: declared(async (taskId, { context }) => {
      await source.cancel(taskId, context);
      return {};
    }),
  };
}

function declared(task: TaskCall): TaskCall {
  return async (taskId, call) => {
    if (!call.context.declaresTasks) {
      throw new MissingRequiredClientCapabilityError({
        requiredCapabilities: { extensions: { [TASKS_EXTENSION]: {} } },
      });
    }
    try {
      return await task(taskId, call);
    } catch (failure) {
      throw isNotFound(failure) ? unknownTask() : failure;
    }
  };
}

function unknownTask(): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, 'There is no such task, or it is not yours.');
}
