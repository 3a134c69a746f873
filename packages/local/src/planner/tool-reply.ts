import { type ExecutionStatus, isFinished } from '@sluice/core';
import type { CompletedCall } from './plan.ts';

/** What a tool said of an execution. */
export interface ExecutionReply {
  readonly executionId: string;
  readonly status: string;
  readonly pipelineType?: string | undefined;
  readonly environment?: string | undefined;
  readonly tenantId?: string | undefined;
  readonly parameters?: unknown;
  readonly url?: string | undefined;
  readonly stages: readonly { readonly name: string; readonly status: string }[];
  readonly failure?: FailureReply | undefined;
  /** Whether it had been asked for before, so that this call started nothing. */
  readonly replayed: boolean;
  readonly note?: string | undefined;
  /** ISO 8601. */
  readonly createdAt?: string | undefined;
  /** ISO 8601. */
  readonly finishedAt?: string | undefined;
}

export interface FailureReply {
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly job?: string | undefined;
  readonly stage?: string | undefined;
  readonly logTail?: string | undefined;
}

/** What a tool said went wrong. */
export interface ErrorReply {
  readonly message: string;
  readonly fields: readonly FieldReply[];
  readonly executionId?: string | undefined;
  /** Whether the tool says that nothing was started. */
  readonly nothingStarted: boolean;
}

export interface FieldReply {
  readonly field: string;
  readonly message: string;
  readonly allowed?: readonly string[] | undefined;
}

/** Reads a reply that is about an execution; undefined when it is about something else. */
export function readExecution(body: unknown): ExecutionReply | undefined {
  const reply = fieldsOf(body);
  const executionId = text(reply['execution_id']);
  const status = text(reply['status']);
  if (executionId === undefined || status === undefined) return undefined;
  const run = fieldsOf(reply['run']);
  const stages = Array.isArray(reply['stages']) ? reply['stages'] : run['stages'];
  return {
    executionId,
    status,
    pipelineType: text(reply['pipeline_type']),
    environment: text(reply['environment']),
    tenantId: text(reply['tenant_id']),
    parameters: reply['parameters'],
    url: text(reply['url']) ?? text(run['url']),
    stages: (Array.isArray(stages) ? stages : []).map(fieldsOf).flatMap(readStage),
    failure: readFailure(reply['failure']),
    replayed: reply['replayed'] === true,
    note: text(reply['note']),
    createdAt: text(reply['created_at']),
    finishedAt: text(reply['finished_at']),
  };
}

/** Tells whether an execution has come to its end. */
export function hasFinished({ status }: ExecutionReply): boolean {
  return isFinished({ status: status as ExecutionStatus });
}

/** Reads what went wrong; undefined when the call succeeded. */
export function readError({ status, body }: Pick<CompletedCall, 'status' | 'body'>): ErrorReply | undefined {
  if (status < 400) return undefined;
  const reply = fieldsOf(body);
  const errors = Array.isArray(reply['errors']) ? reply['errors'].map(fieldsOf) : [];
  return {
    message:
      text(reply['message']) ?? text(reply['detail']) ?? text(body) ?? `The tool answered with HTTP status ${status}.`,
    fields: errors.flatMap((error) => {
      const field = text(error['field']);
      if (field === undefined) return [];
      const allowed = Array.isArray(error['allowed']) ? error['allowed'].map(String) : undefined;
      return [{ field, message: text(error['message']) ?? 'is not accepted', allowed }];
    }),
    executionId: text(reply['execution_id']),
    nothingStarted: reply['nothing_started'] === true,
  };
}

/** Returns the fields of a JSON object; none for anything else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** Returns a text that is not empty. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function readStage(stage: Readonly<Record<string, unknown>>): ExecutionReply['stages'] {
  const name = text(stage['name']);
  return name === undefined ? [] : [{ name, status: text(stage['status']) ?? 'unknown' }];
}

function readFailure(value: unknown): FailureReply | undefined {
  if (text(value) !== undefined) return { message: text(value) };
  const failure = fieldsOf(value);
  if (Object.keys(failure).length === 0) return undefined;
  return {
    code: text(failure['code']),
    message: text(failure['message']),
    job: text(failure['job']),
    stage: text(failure['stage']),
    logTail: text(failure['log_tail']),
  };
}
