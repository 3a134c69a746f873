import type { Caller } from './access.ts';
import { defaultValue, type ParameterValue, parameterValue } from './parameters.ts';
import { notFound, Refusal } from './refusal.ts';
import type { ScheduledBuild } from './schedule.ts';
import { inputIdOf, type JenkinsInputScript } from './script.ts';
import { reachedStages } from './stage-views.ts';
import type { SubmittedValue } from './trigger-request.ts';

/** What somebody decides at an input step. */
export interface Decision {
  readonly input: string;
  readonly decision: 'proceed' | 'abort';
  readonly caller: Pick<Caller, 'user' | 'permissions'>;
  /** What is given for its parameters. */
  readonly values: readonly SubmittedValue[];
  readonly now: number;
}

/**
 * Answers an input step, once.
 *
 * @throws Refusal with status 400 when it was answered already or this user may not, 404 when it does not wait
 */
export function answerInput(build: ScheduledBuild, { input: id, decision, caller, values, now }: Decision): void {
  const { item } = build;
  const stage = item.script.stages.find((candidate) => inputIdOf(candidate) === id);
  if (stage?.input === undefined) throw notFound();
  if (item.answers.some(({ input }) => input === id)) throw new Refusal(400, 'This input has been already given');
  const waiting = reachedStages(build, now).find(({ timeline }) => timeline.stage === stage);
  if (waiting?.status !== 'PAUSED_PENDING_INPUT') throw notFound();
  checkSubmitter(stage.input, decision, caller);
  const given = decision === 'abort' ? [] : givenValues(stage.input, values);
  item.answers.push({ input: id, decision, user: caller.user, values: given, at: now });
}

/** Returns what the form on Jenkins' page sends: a value for each parameter, the default where none is given. */
export function formValues(
  { item }: ScheduledBuild,
  id: string,
  given: Readonly<Record<string, string>>,
): readonly SubmittedValue[] {
  const parameters = item.script.stages.find((stage) => inputIdOf(stage) === id)?.input?.parameters ?? [];
  const defaults = parameters.flatMap((parameter) => defaultValue(parameter) ?? []);
  return [
    ...defaults.filter(({ name }) => given[name] === undefined),
    ...Object.entries(given).map(([name, value]) => ({ name, value })),
  ];
}

function checkSubmitter(
  { submitters }: JenkinsInputScript,
  decision: Decision['decision'],
  { user, permissions }: Decision['caller'],
): void {
  if (submitters === undefined ? permissions.includes('Job/Build') : submitters.includes(user)) return;
  if (decision === 'proceed') {
    const wanted = submitters === undefined ? 'have Job/Build permissions' : `be ${submitters.join(',')}`;
    throw new Refusal(400, `You need to ${wanted} to submit this.`);
  }
  if (permissions.includes('Job/Cancel')) return;
  const wanted = submitters === undefined ? 'have' : `be '${submitters.join(',')}' (or have`;
  throw new Refusal(
    400,
    `You need to ${wanted} Job/Cancel permissions${submitters === undefined ? '' : ')'} to cancel this.`,
  );
}

function givenValues({ parameters = [] }: JenkinsInputScript, values: Decision['values']): readonly ParameterValue[] {
  const undeclared = values.find(({ name }) => !parameters.some((parameter) => parameter.name === name));
  if (undeclared !== undefined) throw new Refusal(400, `No such parameter definition: ${undeclared.name}`);
  // What is missing has no value: defaults are for the form on Jenkins' page to fill in.
  return values.flatMap(({ name, value }) => {
    const definition = parameters.find((parameter) => parameter.name === name);
    return (definition && parameterValue(definition, String(value))) ?? [];
  });
}
