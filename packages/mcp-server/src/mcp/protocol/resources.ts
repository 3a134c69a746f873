import { type InputRequiredResult, type ReadResourceResult, ResourceNotFoundError } from '@modelcontextprotocol/server';
import type { McpCall } from '../answer-call.ts';
import { isNotFound } from '../failures.ts';
import type { VisibleTemplate } from '../registry.ts';

/** `resources/read`: a resource of that URI, else the first template that it follows. */
export async function readResource(uri: string, call: McpCall): Promise<ReadResourceResult | InputRequiredResult> {
  try {
    const resource = call.view.resources.get(uri);
    if (resource !== undefined) return await resource.read(uri, call.context);
    for (const { definition, template } of call.view.templates) {
      const variables = variablesOf(template, uri);
      if (variables !== undefined) return await definition.read(uri, variables, call.context);
    }
  } catch (failure) {
    throw isNotFound(failure) ? new ResourceNotFoundError(uri) : failure;
  }
  throw new ResourceNotFoundError(uri);
}

function variablesOf(template: VisibleTemplate['template'], uri: string): Record<string, string> | undefined {
  try {
    const found = template.match(uri);
    if (found === null) return undefined;
    return Object.fromEntries(Object.entries(found).map(([name, value]) => [name, decodeURIComponent(String(value))]));
  } catch {
    // A URI that is too long or has a broken escape follows no template.
    return undefined;
  }
}
