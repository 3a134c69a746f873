import {
  type CallToolRequestParams,
  type CallToolResult,
  type InputRequiredResult,
  isInputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
} from '@modelcontextprotocol/server';
import type { JsonSchema } from '@sluice/core';
import type { McpCall } from '../answer-call.ts';
import type { CreatedTask, ToolResult } from '../definitions.ts';
import { argumentFailure, toolFailure } from '../failures.ts';

/** Fits a result to the protocol version of a client; the modern ones take it as it is. */
type ProjectResult = (result: CallToolResult, outputSchema: JsonSchema | undefined) => CallToolResult;

const MAX_NAME = 100;

/** `tools/call`: who may not use a tool is told that there is none of that name. */
export async function callTool(
  { name, arguments: input = {} }: CallToolRequestParams,
  call: McpCall,
  project: ProjectResult = (result) => result,
): Promise<CallToolResult | InputRequiredResult> {
  const tool = call.view.tools.get(name);
  if (tool === undefined) throw unknownTool(name);
  call.facts.tool = name;
  try {
    const fields = tool.check(input);
    if (fields.length > 0) throw argumentFailure(name, fields);
    const result = await tool.definition.call(input, call.context);
    if (isInputRequiredResult(result)) return result;
    if (isTask(result)) return taskResult(result, call);
    if (result.isError === true) call.facts.errorType = 'tool_error';
    return project(result, tool.definition.outputSchema);
  } catch (failure) {
    const { signal } = call.context;
    if (failure instanceof ProtocolError || (signal.aborted && failure === signal.reason)) throw failure;
    call.facts.errorType = 'tool_error';
    return toolFailure(failure, call.report);
  }
}

function isTask(result: ToolResult): result is CreatedTask {
  return 'resultType' in result && result.resultType === 'task';
}

/** The SDK wants content in every result; clients that know tasks don't look at it. */
function taskResult(task: CreatedTask, { context }: McpCall): CallToolResult {
  if (!context.declaresTasks) throw new Error('A tool made a task for a client that did not declare the extension.');
  return { ...task, content: [] };
}

function unknownTool(name: string): ProtocolError {
  const message = `There is no tool "${name.slice(0, MAX_NAME)}" that you may call. tools/list names those that there are.`;
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}
