import {
  type GetPromptRequestParams,
  type GetPromptResult,
  type InputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
} from '@modelcontextprotocol/server';
import type { McpCall } from '../answer-call.ts';
import type { PromptDefinition } from '../definitions.ts';

/** `prompts/get` */
export async function getPrompt(
  { name, arguments: input = {} }: GetPromptRequestParams,
  { view, context }: McpCall,
): Promise<GetPromptResult | InputRequiredResult> {
  const prompt = view.prompts.get(name);
  if (prompt === undefined) throw invalid('There is no prompt of that name. prompts/list names those that there are.');
  checkArguments(prompt, input);
  return await prompt.get(input, context);
}

function checkArguments(
  { name, arguments: accepted }: PromptDefinition,
  input: Readonly<Record<string, string>>,
): void {
  const names = accepted.map((argument) => argument.name);
  const missing = accepted.filter((argument) => argument.required === true && !Object.hasOwn(input, argument.name));
  const unknown = Object.keys(input).some((argument) => !names.includes(argument));
  if (missing.length === 0 && !unknown) return;
  const wanted = missing.map((argument) => argument.name).join(', ');
  const fault = missing.length > 0 ? `needs the argument ${wanted}` : 'does not have one of the arguments';
  throw invalid(`The prompt ${name} ${fault}. Its arguments are: ${names.join(', ') || 'none'}.`);
}

function invalid(message: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}
