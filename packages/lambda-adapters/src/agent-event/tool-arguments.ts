import { type FieldError, SluiceError } from '@sluice/core';
import * as z from 'zod/mini';
import type { ToolCall } from './tool-call.ts';
import type { ToolReply } from './tool-reply.ts';

/**
 * Checks a call's arguments against what an operation takes.
 *
 * @throws SluiceError `invalid_parameters` that names every wrong field
 */
export function parseArguments<T>(call: ToolCall, schema: z.core.$ZodType<T>): T {
  const result = z.safeParse(schema, call.arguments);
  if (result.success) return result.data;
  throw invalidArguments(
    result.error.issues.map(({ path, message }) => ({ field: path.map(String).join('.'), message })),
  );
}

/** Makes the error that tells a model which arguments to mend. */
export function invalidArguments(fields: readonly FieldError[]): SluiceError {
  return new SluiceError({ code: 'invalid_parameters', message: mendMessage(fields), fields });
}

/** Makes the reply that the error would become, which costs much less where nobody has to catch it. */
export function invalidArgumentsReply(fields: readonly FieldError[]): ToolReply {
  return { status: 400, body: { code: 'invalid_parameters', message: mendMessage(fields), errors: fields } };
}

function mendMessage(fields: readonly FieldError[]): string {
  return `Call this again with these mended: ${fields.map(({ field, message }) => `${field} ${message}`).join('; ')}.`;
}
