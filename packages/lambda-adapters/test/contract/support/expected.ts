import { MatchersV3 } from '@pact-foundation/pact';
import { type ErrorCode, EXECUTION_STATUSES } from '@sluice/core';

const { arrayContaining, boolean, eachLike, integer, like, regex, string } = MatchersV3;

/** What a request or an answer has to hold, as Pact takes it. */
export type Expected = Readonly<Record<string, unknown>>;

export const time: MatchersV3.V3RegexMatcher = regex(
  '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$',
  '2026-01-31T08:00:00.000Z',
);

/** One of some words. */
export function oneOf(words: readonly string[], example: string): MatchersV3.V3RegexMatcher {
  return regex(`^(${words.join('|')})$`, example);
}

/** A value that the proxy sends as it is, and who verifies the pact puts its own for: only that one knows what there is. */
export interface Given<Value> extends MatchersV3.ProviderStateInjectedValue<Value> {
  readonly regex?: string;
}

/** A value of the state, by its name; for the proxy it must be the example. */
export function given<Value>(name: string, example: Value): Given<Value> {
  return stateValue(`\${${name}}`, example);
}

/** The same for a text in which the value stands: `/executions/${execution_id}`. */
export function stateValue<Value>(expression: string, example: Value): Given<Value> {
  const generated = { 'pact:generator:type': 'ProviderState', expression, value: example };
  return { 'pact:matcher:type': 'equality', ...generated };
}

/** A value of the state that the proxy makes up, in some form. */
export function madeUp(name: string, form: string, example: string): Given<string> {
  return { ...given(name, example), 'pact:matcher:type': 'regex', regex: form };
}

/** An execution in one of some statuses: all that the proxy can't do without, and more where that is to be there. */
export function execution(statuses: readonly string[] = EXECUTION_STATUSES, more: Expected = {}): Expected {
  const [status = 'running'] = statuses;
  return {
    execution_id: string('exec-1'),
    version: integer(3),
    pipeline_type: string('bootstrap'),
    environment: string('dev'),
    parameters: like({}),
    status: oneOf(statuses, status),
    requested_by: string('agents'),
    created_at: time,
    updated_at: time,
    last_change: { type: regex('^execution\\.[a-z_]+$', `execution.${status}`), actor: string('sluice') },
    ...more,
  };
}

/** What is under way once it is known that there is a run. */
export const UNDER_WAY: readonly string[] = ['running', 'queued', 'blocked'];

/** The CI system's side of an execution. */
export const run: Expected = {
  executor: string('gitlab'),
  id: string('77'),
  url: regex('^https?://.+$', 'https://gitlab.example.com/platform/bootstrap/-/pipelines/77'),
  stages: eachLike({
    name: string('deploy'),
    status: oneOf(['pending', 'running', 'blocked', 'succeeded', 'failed', 'cancelled', 'skipped'], 'running'),
  }),
};

/** Why an execution failed. */
export function failure(codes: readonly string[]): Expected {
  return { code: oneOf(codes, codes[0] ?? ''), message: string('The CI system refused it.') };
}

/** What must be decided before anything is started. */
export const approval: Expected = {
  kind: oneOf(['requester', 'second-person'], 'requester'),
  requested_at: time,
  expires_at: time,
};

/** A piece of a log. */
export function logPiece(complete: boolean): Expected {
  return {
    content: string('Deploying the network\n'),
    complete: complete ? true : boolean(false),
    untrusted: true,
    ...(complete ? {} : { next_cursor: string('1024') }),
  };
}

/** What the server answers when it refuses. */
export function problem(status: number, code: ErrorCode, more: Expected = {}): Expected {
  return {
    type: string(`urn:sluice:problem:${code}`),
    title: string('Refused'),
    status,
    detail: string('Nothing was done.'),
    code,
    ...more,
  };
}

/** A field that is wrong, among others maybe, with the values that it may have. */
export function wrongField(field: string, ...allowed: readonly [string, ...string[]]): Expected {
  const [example] = allowed;
  const variant = { field, message: string('is not one of them'), allowed: eachLike(example) };
  return { errors: arrayContaining(variant) };
}
