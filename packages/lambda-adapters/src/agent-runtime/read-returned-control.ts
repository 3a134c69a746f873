import type {
  ActionInvocationType,
  ApiRequestBody,
  InvocationInputMember,
  ReturnControlPayload,
} from '@aws-sdk/client-bedrock-agent-runtime';
import type { ControlRequest, ReturnedControl } from './returned-control.ts';

/** Reads what a Bedrock agent wants confirmed or done. Requests of kinds that are not known are left out. */
export function readReturnedControl({ invocationId, invocationInputs }: ReturnControlPayload): ReturnedControl {
  return { invocationId: invocationId ?? '', requests: (invocationInputs ?? []).flatMap(requestOf) };
}

const ASKS: Readonly<Record<ActionInvocationType, ControlRequest['asks']>> = {
  USER_CONFIRMATION: 'confirmation',
  RESULT: 'result',
  USER_CONFIRMATION_AND_RESULT: 'confirmation_and_result',
};

function requestOf({
  apiInvocationInput: api,
  functionInvocationInput: call,
}: InvocationInputMember): ControlRequest[] {
  const input = api ?? call;
  if (input === undefined) return [];
  const { actionGroup = '', agentId, actionInvocationType } = input;
  const name =
    api === undefined
      ? { function: call?.function ?? '' }
      : { httpMethod: api.httpMethod ?? '', apiPath: api.apiPath ?? '' };
  return [
    {
      asks: ASKS[actionInvocationType ?? 'RESULT'],
      operation: { actionGroup, name, ...(agentId === undefined ? {} : { agentId }) },
      arguments: argumentsOf([...(input.parameters ?? []), ...bodyProperties(api?.requestBody)]),
    },
  ];
}

interface NamedValue {
  readonly name?: string | undefined;
  readonly value?: string | undefined;
}

/** The body's properties, whatever its media type. */
function bodyProperties(body: ApiRequestBody | undefined): readonly NamedValue[] {
  return Object.values(body?.content ?? {}).flatMap(({ properties }) => properties ?? []);
}

/** A name that comes again with another value is numbered: what a person is shown must not differ from what would run. */
function argumentsOf(values: readonly NamedValue[]): Readonly<Record<string, string>> {
  const byName = Map.groupBy(values, ({ name }) => name ?? '');
  const entries = [...byName].flatMap(([name, given]) => {
    const distinct = new Set(given.map(({ value }) => value ?? ''));
    return [...distinct].map((value, index) => [index === 0 ? name : `${name} (${index + 1})`, value] as const);
  });
  return Object.fromEntries(entries);
}
