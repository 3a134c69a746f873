import { type FieldError, SluiceError } from '@sluice/core';
import type * as z from 'zod';
import type { ToolCall } from './tool-call.ts';

/**
 * Checks a call's arguments against what an operation takes.
 *
 * @throws SluiceError `invalid_parameters` that names every wrong field
 */
export function parseArguments<T>(call: ToolCall, schema: z.ZodType<T>): T {
  const result = schema.safeParse(call.arguments);
  if (result.success) return result.data;
  throw invalidArguments(
    result.error.issues.map(({ path, message }) => ({ field: path.map(String).join('.'), message })),
  );
}

/** Makes the error that tells a model which arguments to mend. */
export function invalidArguments(fields: readonly FieldError[]): SluiceError {
  return new SluiceError({
    code: 'invalid_parameters',
    message: `Call this again with these mended: ${fields.map(({ field, message }) => `${field} ${message}`).join('; ')}.`,
    fields,
  });
}
