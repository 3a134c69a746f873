import { type Execution, executionToWire, SluiceError } from '@sluice/core';
import * as z from 'zod';
import { type ApprovalQuestion, canAsk, openQuestions } from '../approvals/approval-question.ts';
import { answerOf, ask } from '../approvals/ask.ts';
import { type Decision, decide } from '../approvals/decide.ts';
import type { McpCallContext, ToolDefinition, ToolResult } from '../definitions.ts';
import type { Product } from '../product.ts';
import { oneLine } from '../untrusted-text.ts';
import { linksOf } from './execution-result.ts';
import { approvalText, textOf } from './execution-text.ts';
import { outputSchemaOf } from './output-schema.ts';
import { UNDECIDED } from './start-and-follow.ts';
import { executionId, toolArguments } from './tool-arguments.ts';

interface Call {
  readonly execution_id: string;
  readonly decision: 'approve' | 'deny';
  readonly approval_id?: string | undefined;
  readonly reason?: string | undefined;
}

/**
 * `answer_approval`: says no on a word of the model, since that lets nothing happen, and yes only when the person behind
 * the client has said so in a form that this server made.
 */
export function answerApprovalTool(product: Product): ToolDefinition {
  const { jsonSchema, read } = toolArguments({
    execution_id: executionId,
    decision: z.enum(['approve', 'deny']).describe('approve asks the person; deny takes effect at once.'),
    approval_id: z
      .string()
      .min(1)
      .max(500)
      .optional()
      .describe('Which question of the run, where it asks several. Leave out for an execution that awaits approval.'),
    reason: z.string().min(1).max(500).optional().describe('Why it is denied, for the record.'),
  });
  return {
    name: 'answer_approval',
    title: 'Answer an approval',
    description:
      'Answers what an execution waits for a person to say: whether it may start (awaiting_approval), or a question of ' +
      'its run (blocked). To approve, the person is asked in a form; your word alone approves nothing.',
    scope: 'approve',
    inputSchema: jsonSchema,
    outputSchema: outputSchemaOf('ApprovalResult'),
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
    call: (input, context) => answer(product, read(input), context),
  };
}

async function answer(product: Product, call: Call, context: McpCallContext): Promise<ToolResult> {
  context.noteExecution(call.execution_id);
  const answered = await answerOf(product, context, ({ executionId: id }) => id === call.execution_id);
  if (answered === undefined) return begin(product, call, context);
  const { question, verdict } = answered;
  if (call.approval_id !== undefined && question.asked?.id !== call.approval_id) throw otherQuestion(call);
  if (verdict.kind === 'unanswered') return ask(product, question, context);
  if (verdict.kind === 'undecided') return result(product, 'not_pending', question.execution, UNDECIDED);
  return settle(product, question, verdict, context);
}

async function begin(product: Product, call: Call, context: McpCallContext): Promise<ToolResult> {
  const { execution } = await product.service.get(call.execution_id, context.principal, { signal: context.signal });
  const question = chosen(await openQuestions(product.service, execution, context), execution, call);
  if (call.decision === 'deny') return settle(product, question, { kind: 'deny', reason: call.reason }, context);
  if (canAsk(execution, context)) return ask(product, question, context);
  throw cantAsk(product, question, context);
}

async function settle(
  product: Product,
  question: ApprovalQuestion,
  decision: Decision,
  { principal }: McpCallContext,
): Promise<ToolResult> {
  const { outcome, execution } = await decide(product.service, principal, question, decision);
  const said = decision.kind === 'approve' ? 'The person approved it.' : 'It was denied.';
  const lead = outcome === 'answered' ? said : 'Nothing was decided: nobody waits for that answer any more.';
  return result(product, outcome, execution, lead);
}

function result(product: Product, outcome: 'answered' | 'not_pending', execution: Execution, lead: string): ToolResult {
  return {
    content: [{ type: 'text', text: textOf(product, { execution, lead }) }, ...linksOf(execution)],
    structuredContent: { outcome, execution: executionToWire(execution) },
  };
}

/** The question that the call is about: the one that it names, or the only one that there is. */
function chosen(open: readonly ApprovalQuestion[], execution: Execution, { approval_id }: Call): ApprovalQuestion {
  const [first, ...others] = approval_id === undefined ? open : open.filter(({ asked }) => asked?.id === approval_id);
  if (first === undefined) throw nothingPending(execution);
  if (others.length === 0) return first;
  const titles = open.map(({ asked }) => `${JSON.stringify(asked?.id)}: "${oneLine(asked?.title ?? '')}"`);
  throw new SluiceError({
    code: 'invalid_request',
    message: `Nothing was decided: the run asks several things. Name one with approval_id. ${titles.join('; ')}.`,
    executionId: execution.executionId,
    fields: [
      { field: 'approval_id', message: 'is needed to tell which', allowed: open.map(({ asked }) => asked?.id ?? '') },
    ],
  });
}

function nothingPending({ executionId: id, status }: Execution): SluiceError {
  return new SluiceError({
    code: 'approval_not_pending',
    message: `Nothing was decided: execution ${id} is ${status} and does not wait for that answer.`,
    executionId: id,
  });
}

function cantAsk(product: Product, { execution, asked }: ApprovalQuestion, { canElicit }: McpCallContext): SluiceError {
  const why = canElicit
    ? `${execution.requestedBy} asked for it, so somebody else must approve it`
    : 'a person must say so, and this client has no way to ask one (no form elicitation)';
  const how = asked === undefined ? approvalText(product, execution) : answerElsewhere(product, execution, asked.url);
  return new SluiceError({
    code: 'forbidden',
    message: `Nothing was decided: ${why}. ${how}`,
    executionId: execution.executionId,
  });
}

function answerElsewhere({ publicUrl }: Product, { executionId: id }: Execution, url: string | undefined): string {
  const there = url === undefined ? 'at the CI system' : `at the CI system, ${url},`;
  return `A person who may answers ${there} or with POST ${publicUrl ?? ''}/executions/${encodeURIComponent(id)}/approvals and a key of their own.`;
}

function otherQuestion({ execution_id, approval_id }: Call): SluiceError {
  return new SluiceError({
    code: 'invalid_request',
    message: `Nothing was decided: the person was not asked about ${approval_id}. Repeat the call with the arguments that it had.`,
    executionId: execution_id,
  });
}
