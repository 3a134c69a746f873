import { pipelineTypeOf } from '@sluice/core';
import type { ToolOperation } from '../agent-event/tool-call.ts';

/** Pipeline types by the names of the operations that execute them. @public */
export type PipelineTypes = Readonly<Record<string, string>>;

/**
 * Returns the pipeline type that an operation executes, or undefined when it does something else. What the team says comes
 * first, then the path, then the name of the function or tool.
 */
export function requestedPipeline({ name, place }: ToolOperation, pipelineTypes: PipelineTypes): string | undefined {
  for (const key of [name, place?.path ?? name]) {
    if (Object.hasOwn(pipelineTypes, key)) return pipelineTypes[key];
  }
  if (place === undefined) return pipelineTypeOf(name);
  return place.method === 'POST' ? pipelineTypeOf(place.path) : undefined;
}
