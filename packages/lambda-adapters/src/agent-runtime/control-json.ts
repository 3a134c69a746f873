import * as z from 'zod/mini';
import type {
  ControlAnswers,
  ControlRequest,
  ControlResult,
  ReturnedControl,
  ReturnedOperation,
} from './returned-control.ts';

/** An operation on the wire: a function's name, or `POST /pipelines/bootstrap/executions`. */
interface OperationJson {
  readonly action_group: string;
  readonly operation: string;
  readonly agent_id?: string;
}

/** What an agent wants confirmed or done, on the wire. */
export interface ReturnedControlJson {
  readonly invocation_id: string;
  readonly requests: readonly (OperationJson & {
    readonly asks: 'confirmation' | 'result' | 'confirmation_and_result';
    readonly arguments: Record<string, string>;
  })[];
}

/** What came of it, on the wire. */
export interface ControlAnswersJson {
  readonly invocation_id: string;
  readonly results: readonly (OperationJson & Pick<ControlResult, 'confirmed' | 'result'>)[];
}

const operation = {
  action_group: z.string(),
  operation: z.string().check(z.minLength(1)),
  agent_id: z.optional(z.string()),
};

const returnedControlSchema = z.object({
  invocation_id: z.string().check(z.minLength(1)),
  requests: z.array(
    z.object({
      ...operation,
      asks: z.enum(['confirmation', 'result', 'confirmation_and_result']),
      arguments: z.record(z.string(), z.string()),
    }),
  ),
});

const controlAnswersSchema = z.object({
  invocation_id: z.string().check(z.minLength(1)),
  results: z.array(
    z.object({
      ...operation,
      confirmed: z.optional(z.boolean()),
      result: z.optional(z.object({ status: z.int(), body: z.string() })),
    }),
  ),
});

/** Writes what an agent wants confirmed or done. */
export function returnedControlToJson({ invocationId, requests }: ReturnedControl): ReturnedControlJson {
  return {
    invocation_id: invocationId,
    requests: requests.map((request) => ({
      asks: request.asks,
      ...operationToJson(request.operation),
      arguments: { ...request.arguments },
    })),
  };
}

/** Reads what an agent wants confirmed or done; undefined where it is not that. */
export function returnedControlOfJson(value: unknown): ReturnedControl | undefined {
  const { success, data } = returnedControlSchema.safeParse(value);
  if (!success) return undefined;
  const requests = data.requests.map((request) => ({
    asks: request.asks,
    operation: operationOfJson(request),
    arguments: request.arguments,
  }));
  return { invocationId: data.invocation_id, requests };
}

/** Writes what came of the steps that control was returned for. */
export function controlAnswersToJson({ invocationId, results }: ControlAnswers): ControlAnswersJson {
  return {
    invocation_id: invocationId,
    results: results.map(({ operation: place, ...result }) => ({ ...operationToJson(place), ...result })),
  };
}

/** Reads what came of the steps that control was returned for; undefined where it is not that. */
export function controlAnswersOfJson(value: unknown): ControlAnswers | undefined {
  const { success, data } = controlAnswersSchema.safeParse(value);
  if (!success) return undefined;
  const results = data.results.map((result) => ({
    operation: operationOfJson(result),
    ...(result.confirmed === undefined ? {} : { confirmed: result.confirmed }),
    ...(result.result === undefined ? {} : { result: result.result }),
  }));
  return { invocationId: data.invocation_id, results };
}

/** Names an operation in one text: a function's name, or method and path. */
function operationText({ name }: ReturnedOperation): string {
  return 'function' in name ? name.function : `${name.httpMethod} ${name.apiPath}`;
}

/** Names a step with its arguments: `POST /x (size: 3)`. */
export function stepText({ operation: place, arguments: values }: ControlRequest): string {
  const written = Object.entries(values).map(([name, value]) => `${name}: ${value}`);
  return `${operationText(place)}${written.length === 0 ? '' : ` (${written.join(', ')})`}`;
}

function operationToJson(place: ReturnedOperation): OperationJson {
  const { actionGroup, agentId } = place;
  return {
    action_group: actionGroup,
    operation: operationText(place),
    ...(agentId === undefined ? {} : { agent_id: agentId }),
  };
}

type ReadOperation = Omit<OperationJson, 'agent_id'> & { readonly agent_id?: string | undefined };

function operationOfJson({ action_group, operation: text, agent_id }: ReadOperation): ReturnedOperation {
  const separator = text.indexOf(' ');
  const name =
    separator === -1
      ? { function: text }
      : { httpMethod: text.slice(0, separator), apiPath: text.slice(separator + 1) };
  return { actionGroup: action_group, name, ...(agent_id === undefined ? {} : { agentId: agent_id }) };
}
