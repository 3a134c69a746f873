import * as z from 'zod';
import type { FieldError } from '../errors/sluice-error.ts';
import type { JsonSchema } from './open-api-document.ts';

/** Validates what a caller sent, and says of each wrong field what is accepted. @public */
export interface ParameterSchema {
  /** The schema without `environment`, for those who ask what they may send. */
  readonly jsonSchema: JsonSchema;
  /** Names of the parameters, `tenant_id` not among them. */
  readonly names: readonly string[];
  /** Those of them whose values nobody may see again: marked `writeOnly`. */
  readonly secretNames: readonly string[];
  validate(input: Readonly<Record<string, unknown>>): ValidatedParameters | { readonly errors: readonly FieldError[] };
}

/** What may be used: defaults filled in. @public */
export interface ValidatedParameters {
  readonly errors?: undefined;
  readonly tenantId: string | undefined;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/**
 * Makes the validator of a pipeline's parameters from its action group's body schema.
 *
 * @throws Error when the document holds what JSON Schema does not allow
 */
export function parameterSchema(body: JsonSchema): ParameterSchema {
  const { environment: _, ...properties } = body.properties ?? {};
  const required = (body.required ?? []).filter((name) => name !== 'environment');
  const jsonSchema: JsonSchema = { ...body, type: 'object', additionalProperties: false, required, properties };
  const validator = z.fromJSONSchema(jsonSchema as Parameters<typeof z.fromJSONSchema>[0], {
    defaultTarget: 'openapi-3.0',
  });
  const known = Object.keys(properties);
  return {
    jsonSchema,
    names: known.filter((name) => name !== 'tenant_id'),
    secretNames: known.filter((name) => properties[name]?.writeOnly === true),
    validate(input) {
      const result = validator.safeParse(input, { reportInput: true });
      if (!result.success) return { errors: result.error.issues.flatMap((issue) => fieldErrors(issue, jsonSchema)) };
      // With keywords such as allOf or patternProperties, the validator lets others through, which become variables.
      const unknown = Object.keys(input).filter((name) => !known.includes(name));
      if (unknown.length > 0) return { errors: unknown.map((field) => unknownParameter(field, known)) };
      const { tenant_id: tenantId, ...parameters } = result.data as Record<string, unknown>;
      return { tenantId: tenantId === undefined ? undefined : String(tenantId), parameters };
    },
  };
}

function fieldErrors(issue: z.core.$ZodIssue, schema: JsonSchema): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(schema.properties ?? {});
    return issue.keys.map((field) => unknownParameter(field, known));
  }
  const field = issue.path.join('.');
  const property = schema.properties?.[String(issue.path[0])];
  if (issue.code === 'invalid_value') {
    return [{ field, message: 'is not one of the allowed values', allowed: issue.values.map(String) }];
  }
  return [{ field, message: `${fault(issue)}${hint(property)}` }];
}

function unknownParameter(field: string, known: readonly string[]): FieldError {
  return { field, message: 'is not a parameter of this pipeline', allowed: [...known] };
}

function fault(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_type') return `is not valid: ${issue.message.replace(/^Invalid string: /, '')}`;
  return issue.input === undefined ? 'is required' : `must be of the type ${issue.expected}`;
}

function hint(property: JsonSchema | undefined): string {
  const parts = [
    property?.description,
    property?.example === undefined ? undefined : `For example ${property.example}`,
  ];
  const text = parts.filter((part) => part !== undefined).join(' ');
  return text === '' ? '' : ` (${text})`;
}
