import { parameterOf } from '../agent/operation.ts';
import type { Intent } from '../message/intent.ts';
import type { Message } from '../message/message.ts';
import type { CompletedCall, PlanState, Step } from '../plan.ts';
import { answer, ask, call, kept } from '../say.ts';
import { readError, readExecution } from '../tool-reply.ts';
import { describeError } from '../wording/error.ts';
import { questionFor } from '../wording/question.ts';
import { describeAnswer } from '../wording/tool-answer.ts';
import { callWhileUnfinished } from './follow.ts';
import { planLog } from './log.ts';
import { remember, report } from './report.ts';

const WANTS_TO_WAIT = /\b(?:follow|wait|watch|monitor|track|until)\b/i;

/** Plans what comes after a call: follow what was started, read its log, or say what came of it. */
export function planAfterCall(state: PlanState, message: Message, intent: Intent): Step {
  const last = state.calls.at(-1);
  if (last === undefined) throw new Error('There is no call to go on from');
  const role = state.agent.role(last.operation);
  if (role === 'log') return planLog(state, last);
  const error = readError(last);
  if (error !== undefined) return planAfterError(state, last, describeError(error), error.executionId);
  const execution = readExecution(last.body);
  if (execution === undefined) return answer(describeAnswer(last.body), 'answered', kept(state));

  const acted = state.calls.some(({ operation }) =>
    ['execute', 'cancel', 'decide'].includes(state.agent.role(operation)),
  );
  if (acted || WANTS_TO_WAIT.test(message.text)) {
    const next = callWhileUnfinished(state, execution);
    if (next !== undefined) return next;
  }
  const [log] = state.agent.withRole('log');
  if (
    intent === 'why' &&
    log !== undefined &&
    execution.status === 'failed' &&
    execution.failure?.logTail === undefined
  ) {
    return call(log, { execution_id: execution.executionId }, 'The log tells why it failed.');
  }
  return report(state, execution);
}

function planAfterError(state: PlanState, failed: CompletedCall, text: string, executionId: string | undefined): Step {
  const known = state.calls
    .map(({ status, body }) => (status < 400 ? readExecution(body) : undefined))
    .findLast((one) => one !== undefined);
  if (known !== undefined) return report(state, known, text);
  const conversation = executionId === undefined ? kept(state) : remember(state, executionId);
  const wrong = wrongFields(failed);
  if (wrong.length === 0) return answer(text, 'error', conversation, executionId === undefined ? [] : [executionId]);
  const right = Object.entries(failed.arguments).filter(([name]) => !wrong.includes(name));
  const pending = { operationId: failed.operation.operationId, arguments: Object.fromEntries(right) };
  return ask(`${text}\n${questionFor(wrong)}`, { ...conversation, pending }, 'error');
}

/** Parameters that a tool refused and tells what it accepts for: the user may say another value. */
function wrongFields(failed: CompletedCall): readonly string[] {
  const fields = readError(failed)?.fields ?? [];
  const known = fields.filter(({ field }) => parameterOf(failed.operation, field) !== undefined);
  return known.length === fields.length && known.some(({ allowed }) => allowed !== undefined)
    ? known.map(({ field }) => field)
    : [];
}
