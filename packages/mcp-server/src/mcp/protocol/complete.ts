import {
  type CompleteRequestParams,
  type CompleteResult,
  ProtocolError,
  ProtocolErrorCode,
} from '@modelcontextprotocol/server';
import type { McpCall } from '../answer-call.ts';
import type { CompleteValue } from '../definitions.ts';

const MAX_VALUES = 100;

/** `completion/complete`: nothing, for an argument that can't be completed. */
export async function complete(params: CompleteRequestParams, call: McpCall): Promise<CompleteResult> {
  const { name, value } = params.argument;
  const completers = completersOf(params.ref, call);
  const completer = completers !== undefined && Object.hasOwn(completers, name) ? completers[name] : undefined;
  const proposed = (await completer?.(value, params.context?.arguments ?? {}, call.context)) ?? [];
  const values = proposed.slice(0, MAX_VALUES);
  return { completion: { values, total: proposed.length, hasMore: proposed.length > values.length } };
}

function completersOf(
  ref: CompleteRequestParams['ref'],
  { view }: McpCall,
): Readonly<Record<string, CompleteValue>> | undefined {
  if (ref.type === 'ref/prompt') return known(view.prompts.get(ref.name)).complete;
  const template = view.templates.find(({ definition }) => definition.uriTemplate === ref.uri)?.definition;
  return template === undefined ? known(view.resources.get(ref.uri)) && undefined : template.complete;
}

function known<Definition>(definition: Definition | undefined): Definition {
  if (definition !== undefined) return definition;
  const message =
    'There is no such prompt or resource. prompts/list and resources/templates/list name those there are.';
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}
