import { AjvJsonSchemaValidator } from '@modelcontextprotocol/server/validators/ajv';
import type { FieldError, JsonSchema } from '@sluice/core';
import * as z from 'zod';

/** Returns what is wrong with the arguments of a call; nothing, when they are as the schema wants them. */
export type ArgumentCheck = (input: unknown) => readonly FieldError[];

/**
 * Compiles the schema of a tool's arguments, once. Zod tells each wrong field and what is allowed there; schemas with
 * keywords that it lacks, such as `if`, are left to the SDK's own validator, which says it in one sentence.
 */
export function argumentCheck(schema: JsonSchema): ArgumentCheck {
  return structuredCheck(schema) ?? plainCheck(schema);
}

function structuredCheck(schema: JsonSchema): ArgumentCheck | undefined {
  const validator = zodOf(schema);
  if (validator === undefined) return undefined;
  const known = Object.keys(schema.properties ?? {});
  return (input) => {
    const result = validator.safeParse(input, { reportInput: true });
    return result.success ? [] : result.error.issues.flatMap((issue) => fieldErrors(issue, known));
  };
}

function zodOf(schema: JsonSchema): z.ZodType | undefined {
  try {
    return z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0], { defaultTarget: 'draft-2020-12' });
  } catch {
    return undefined;
  }
}

function plainCheck(schema: JsonSchema): ArgumentCheck {
  const validate = new AjvJsonSchemaValidator().getValidator(JSON.parse(JSON.stringify(schema)));
  return (input) => {
    const result = validate(input);
    return result.valid
      ? []
      : [{ field: 'arguments', message: `are not as the schema wants them: ${result.errorMessage}` }];
  };
}

function fieldErrors(issue: z.core.$ZodIssue, known: readonly string[]): FieldError[] {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const allowed = path === '' ? { allowed: [...known] } : {};
    return issue.keys.map((key) => ({ field: withinPath(path, key), message: 'is not known here', ...allowed }));
  }
  const field = path || 'arguments';
  if (issue.code === 'invalid_value') {
    const message = issue.input === undefined ? 'is required' : 'is not one of the allowed values';
    return [{ field, message, allowed: issue.values.map(String) }];
  }
  return [{ field, message: messageOf(issue) }];
}

function withinPath(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function messageOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : `must be of the type ${issue.expected}`;
    case 'too_small':
      return issue.origin === 'string'
        ? `must have ${issue.minimum} characters or more`
        : `must be ${issue.minimum} or more`;
    case 'too_big':
      return issue.origin === 'string'
        ? `must have ${issue.maximum} characters or fewer`
        : `must be ${issue.maximum} or less`;
    default:
      return `is not valid: ${issue.message.replace(/^Invalid (?:string|input): /, '')}`;
  }
}
