import { parameterOf } from '../agent/operation.ts';
import type { CompletedCall, PlanState, Step } from '../plan.ts';
import { answer, call } from '../say.ts';
import { fieldsOf, readError, readExecution, text } from '../tool-reply.ts';
import { describeError } from '../wording/error.ts';
import { describeExecution } from '../wording/execution.ts';
import { quoteLog } from '../wording/log-quote.ts';
import { remember, report } from './report.ts';

/** How many pieces of a log are read to find its end. */
const PIECES_AT_MOST = 10;

/** Reads a log to its end and quotes that. */
export function planLog(state: PlanState, last: CompletedCall): Step {
  const pieces = state.calls.filter(({ operation }) => operation === last.operation);
  const executionId = String(last.arguments['execution_id']);
  const looked = state.calls
    .map(({ status, body }) => (status < 400 ? readExecution(body) : undefined))
    .find((one) => one !== undefined);
  const error = readError(last);
  if (error !== undefined && looked !== undefined) return report(state, looked, describeError(error));
  if (error !== undefined) return answer(describeError(error), 'error', remember(state, executionId));

  const { content, next_cursor: cursor } = fieldsOf(last.body);
  const more = text(cursor) !== undefined && text(content) !== undefined && cursor !== last.arguments['cursor'];
  if (more && pieces.length < PIECES_AT_MOST && parameterOf(last.operation, 'cursor') !== undefined) {
    return call(last.operation, { execution_id: executionId, cursor }, 'The log goes on.');
  }
  const log = pieces.map(({ body }) => text(fieldsOf(body)['content']) ?? '').join('');
  const quote =
    log.trim() === ''
      ? `The log of execution ${executionId} is empty so far.`
      : `The end of the log of execution ${executionId}, as the pipeline wrote it:\n${quoteLog(log)}`;
  if (looked === undefined) return answer(quote, 'answered', remember(state, executionId), [executionId]);
  const told = describeExecution({ execution: looked, cancelAsked: false, followedMs: 0 });
  return answer(`${told.text}\n${quote}`, told.outcome, remember(state, executionId), [executionId]);
}
