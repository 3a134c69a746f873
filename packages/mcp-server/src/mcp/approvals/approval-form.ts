import {
  acceptedContent,
  type InputRequest,
  type InputResponses,
  inputRequired,
  inputResponse,
} from '@modelcontextprotocol/server';
import type { ApprovalInput, Execution } from '@sluice/core';
import * as z from 'zod';
import { subjectOf } from '../tools/execution-text.ts';
import { oneLine } from '../untrusted-text.ts';
import type { ApprovalQuestion } from './approval-question.ts';

/** What a person made of a form. */
export type Verdict =
  | { readonly kind: 'approve' | 'deny'; readonly reason?: string | undefined; readonly inputs: Record<string, string> }
  /** The form was turned away or closed: nothing was decided. */
  | { readonly kind: 'undecided' }
  /** There is no answer, or none that fits the form. */
  | { readonly kind: 'unanswered' };

const REASON_CHARACTERS = 500;
const VALUE_CHARACTERS = 500;
const INPUT = 'input_';

const answerSchema = z.object({
  approve: z.boolean(),
  reason: z.string().max(REASON_CHARACTERS).optional(),
});

type FieldSchema = NonNullable<Parameters<typeof inputRequired.elicit>[0]['requestedSchema']>;
type Fields = Extract<FieldSchema, { properties: unknown }>['properties'];

/** Makes the form that asks a person. It shows what would run, since that is what is approved. */
export function approvalForm({ execution, asked }: ApprovalQuestion): InputRequest {
  const inputs = asked?.inputs ?? [];
  const fields: Fields = {
    approve: { type: 'boolean', title: 'Approve', description: 'Yes: it goes on. No: it is denied.' },
    ...Object.fromEntries(inputs.map((input) => [`${INPUT}${input.name}`, inputField(input)])),
    reason: { type: 'string', title: 'Reason', description: 'For the record.', maxLength: REASON_CHARACTERS },
  };
  const message = asked === undefined ? startMessage(execution) : runMessage(execution, asked.title);
  return inputRequired.elicit({
    message,
    requestedSchema: { type: 'object', properties: fields, required: ['approve'] },
  });
}

/** Reads what came back for a form. */
export function verdictOf(responses: InputResponses, key: string, { asked }: ApprovalQuestion): Verdict {
  const response = inputResponse(responses, key);
  if (response.kind !== 'elicit') return { kind: 'unanswered' };
  if (response.action !== 'accept') return { kind: 'undecided' };
  const answer = acceptedContent(responses, key, answerSchema);
  if (answer === undefined) return { kind: 'unanswered' };
  const reason = answer.reason?.trim() || undefined;
  return { kind: answer.approve ? 'approve' : 'deny', reason, inputs: inputsOf(asked?.inputs ?? [], response.content) };
}

function inputsOf(inputs: readonly ApprovalInput[], content: Record<string, unknown> = {}): Record<string, string> {
  const values = inputs.map(({ name }) => [name, content[`${INPUT}${name}`]] as const);
  return Object.fromEntries(values.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function inputField({ name, description, choices, defaultValue }: ApprovalInput): Fields[string] {
  const about = {
    title: oneLine(name),
    ...(description === undefined ? {} : { description: oneLine(description) }),
    ...(defaultValue === undefined ? {} : { default: defaultValue }),
  };
  return choices === undefined ? { type: 'string', ...about } : { type: 'string', enum: [...choices], ...about };
}

function startMessage(execution: Execution): string {
  const { requestedBy, approval, retryOf } = execution;
  const lines = [
    `Start ${subjectOf(execution)}?`,
    `Asked for by ${requestedBy}${retryOf === undefined ? '' : `, as a retry of ${retryOf}`}. Execution ${execution.executionId}.`,
    ...parameterLines(execution),
    approval === undefined ? '' : `Can be approved until ${new Date(approval.expiresAt).toISOString()}.`,
  ];
  return lines.filter((line) => line !== '').join('\n');
}

function runMessage(execution: Execution, title: string): string {
  return [
    `The run of ${subjectOf(execution)} asks: "${oneLine(title)}"`,
    `Asked for by ${execution.requestedBy}. Execution ${execution.executionId}.`,
    ...parameterLines(execution),
  ].join('\n');
}

/** As JSON, so that no value can pass for a line of ours. */
function parameterLines({ parameters }: Execution): readonly string[] {
  const entries = Object.entries(parameters);
  if (entries.length === 0) return [];
  return [
    'Parameters:',
    ...entries.map(([name, value]) => `- ${name}: ${oneLine(JSON.stringify(value) ?? '', VALUE_CHARACTERS)}`),
  ];
}
