import type { Execution } from '@sluice/core';
import { type RememberedExecution, toIso, toRemembered } from './remembered-execution.ts';

/** How much is told of an execution's parameters. */
interface ParameterRoom {
  /** How many there are at the most. */
  readonly most: number;
  /** How long a value may be, in characters. */
  readonly characters: number;
}

const IN_A_LIST: ParameterRoom = { most: 6, characters: 40 };
const IN_AN_OVERVIEW: ParameterRoom = { most: 3, characters: 30 };

/** How long other texts may be, in characters. */
const FAILURE_CHARACTERS = 160;
const NAME_CHARACTERS = 80;
const URL_CHARACTERS = 200;

/** Returns what is told of an execution that is one of several: what is long is shortened. */
export function toBrief(execution: Execution): RememberedExecution {
  const { parameters, failure, requested_by, url, ...fields } = toRemembered(execution);
  return {
    ...fields,
    ...briefParameters(parameters, IN_A_LIST),
    ...(requested_by === undefined ? {} : { requested_by: beginningOf(requested_by, NAME_CHARACTERS) }),
    // Half a link leads nowhere.
    ...(url === undefined || url.length > URL_CHARACTERS ? {} : { url }),
    ...(failure === undefined ? {} : { failure: beginningOf(failure, FAILURE_CHARACTERS) }),
  };
}

/** Returns what is told of an execution that is one of many: which it is, where it stands and with what. */
export function toMention(execution: Execution): RememberedExecution {
  const { executionId, pipelineType, environment, tenantId, status, createdAt, finishedAt, parameters } = execution;
  return {
    execution_id: executionId,
    pipeline_type: pipelineType,
    environment,
    ...(tenantId === undefined ? {} : { tenant_id: tenantId }),
    status,
    created_at: toIso(createdAt),
    ...(finishedAt === undefined ? {} : { finished_at: toIso(finishedAt) }),
    ...briefParameters(parameters, IN_AN_OVERVIEW),
  };
}

/** Cuts a text after a number of characters, and shows that it was cut. */
export function beginningOf(text: string, characters: number): string {
  return text.length <= characters ? text : `${text.slice(0, characters - 1).toWellFormed()}…`;
}

function briefParameters(
  parameters: RememberedExecution['parameters'] = {},
  { most, characters }: ParameterRoom,
): Pick<RememberedExecution, 'parameters'> {
  const entries = Object.entries(parameters);
  if (entries.length === 0) return {};
  const told = entries.slice(0, most).map(([name, value]) => [name, briefValue(value, characters)] as const);
  const rest = entries.length - told.length;
  return { parameters: Object.fromEntries(rest === 0 ? told : [...told, ['…', `and ${rest} more`]]) };
}

function briefValue(value: unknown, characters: number): unknown {
  if (typeof value === 'string') return beginningOf(value, characters);
  const json = JSON.stringify(value) ?? '';
  return json.length <= characters ? value : beginningOf(json, characters);
}
