import type { Specialist } from '../agent/agent-profile.ts';
import type { ExecutionIntent } from '../message/intent.ts';
import type { Message } from '../message/message.ts';
import type { CompletedCall, PlanState, SayStep, Step } from '../plan.ts';
import { answer, ask, kept } from '../say.ts';
import { fieldsOf, readError, text } from '../tool-reply.ts';
import { describeUnreadable } from '../wording/error.ts';
import { entriesOf } from '../wording/memory.ts';
import { enumerate } from '../words.ts';
import { agentOf } from './agent-of.ts';
import { delegate } from './delegate.ts';
import { planQuestion } from './question.ts';

/** What is wanted of an execution that is not named. */
export interface RememberedRequest {
  readonly intent: ExecutionIntent;
  /** The agents that are named; none: any. */
  readonly agents: readonly Specialist[];
  /** What the memory answered of the environment. */
  readonly looked: CompletedCall;
}

type Entry = Readonly<Record<string, unknown>>;

const SECTIONS: Readonly<Record<ExecutionIntent, readonly string[]>> = {
  cancel: ['under_way'],
  approve: ['under_way'],
  deny: ['under_way'],
  why: ['failed_since'],
  log: ['under_way', 'failed_since', 'deployed'],
  progress: ['under_way', 'failed_since', 'deployed'],
};

/** Finds the execution that is meant among those that the memory knows of an environment. */
export function planRemembered(state: PlanState, message: Message, request: RememberedRequest): Step {
  const { intent, agents, looked } = request;
  const error = readError(looked);
  if (error !== undefined) return answer(describeUnreadable(error), 'error', kept(state));
  const entries = SECTIONS[intent]
    .flatMap((section) => entriesOf(fieldsOf(looked.body)[section]))
    .filter((entry) => agents.length === 0 || agents.some((agent) => agent === agentOfEntry(state, entry)))
    .filter((entry) => !isDecision(intent) || entry['status'] === 'awaiting_approval')
    .filter((entry) => !message.excluded.includes(agentOfEntry(state, entry)?.name ?? ''));
  const acts = intent === 'cancel' || isDecision(intent);
  if (acts && entries.length === 0) return tellNothingThere(state, request);
  if (acts && entries.length > 1) return askWhichOne(state, entries, intent);
  const latest = entries.toSorted((a, b) => createdAt(b) - createdAt(a))[0];
  const agent = latest === undefined ? undefined : agentOfEntry(state, latest);
  if (agent === undefined) return planQuestion(state, message);
  return delegate(state, { agentType: agent.name, input: message.text, executionId: text(latest?.['execution_id']) });
}

function isDecision(intent: ExecutionIntent): boolean {
  return intent === 'approve' || intent === 'deny';
}

function tellNothingThere(state: PlanState, { intent, agents, looked }: RememberedRequest): SayStep {
  const what = agents.length === 0 ? 'Nothing' : `Nothing of ${enumerate(agents.map(({ name }) => name))}`;
  const environment = text(fieldsOf(looked.body)['environment']);
  const where = environment === undefined ? '' : ` in ${environment}`;
  const told = isDecision(intent)
    ? `${what} awaits approval${where}, so there is nothing to ${intent}.`
    : `${what} is under way${where}, so there is nothing to stop.`;
  return answer(told, 'answered', kept(state));
}

function askWhichOne(state: PlanState, entries: readonly Entry[], intent: ExecutionIntent): SayStep {
  const list = entries.map((entry) => `- ${text(entry['pipeline_type'])}: execution ${text(entry['execution_id'])}`);
  const [done, are] = isDecision(intent) ? ['decided', 'await approval'] : ['stopped', 'are under way'];
  const question = `Nothing was ${done} yet. These ${are}:\n${list.join('\n')}\nWhich execution do you mean?`;
  return ask(question, kept(state));
}

function agentOfEntry(state: PlanState, entry: Entry): Specialist | undefined {
  return agentOf(state, text(entry['pipeline_type']));
}

function createdAt(entry: Entry): number {
  const time = Date.parse(text(entry['created_at']) ?? '');
  return Number.isNaN(time) ? 0 : time;
}
