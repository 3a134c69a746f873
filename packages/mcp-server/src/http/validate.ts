import { type FieldError, SluiceError } from '@sluice/core';
import * as z from 'zod';

/**
 * Returns what came in, as its schema has it.
 *
 * @throws SluiceError `invalid_request` that names every wrong field and what is accepted there
 */
export function validate<Schema extends z.ZodObject>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input, { reportInput: true });
  if (result.success) return result.data;
  const fields = result.error.issues.flatMap((issue) => fieldErrors(issue, Object.keys(schema.shape)));
  throw new SluiceError({
    code: 'invalid_request',
    message: `The request is not valid: ${fields.map(describe).join('; ')}.`,
    fields,
  });
}

/** A whole number as it comes in a query. */
export function wholeNumber(minimum: number, maximum: number): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(minimum).max(maximum));
}

const KINDS: Readonly<Partial<Record<string, string>>> = { string: 'a string', boolean: 'true or false' };

function fieldErrors(issue: z.core.$ZodIssue, accepted: readonly string[]): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((field) => ({ field, message: 'is not known here', allowed: [...accepted] }));
  }
  const field = issue.path.filter((key) => typeof key === 'string').join('.') || 'body';
  if (issue.code !== 'invalid_value') return [{ field, message: messageOf(issue) }];
  const message = issue.input === undefined ? 'is required' : 'is not one of the allowed values';
  return [{ field, message, allowed: issue.values.map(String) }];
}

function messageOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is required';
      return `must be ${KINDS[issue.expected] ?? 'an object'}`;
    case 'too_small':
      return issue.origin === 'string' ? 'must not be empty' : `must be ${issue.minimum} or more`;
    case 'too_big':
      return issue.origin === 'string'
        ? `must have ${issue.maximum} characters or fewer`
        : `must be ${issue.maximum} or less`;
    default:
      return issue.message;
  }
}

function describe({ field, message, allowed }: FieldError): string {
  return `${field} ${message}${allowed === undefined ? '' : `, allowed: ${allowed.join(', ')}`}`;
}
