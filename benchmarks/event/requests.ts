import type { JsonSchema } from '@sluice/core';
import * as z from 'zod';
import type { Comparison, Size } from './comparison.ts';

/** One request: what its operation declares, in both languages, and what an agent sends. */
export interface Request {
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
  /** The same rules for texts that the resolver has cast by their types, as a team would write them. */
  readonly schema: z.ZodType;
  readonly sent: readonly Parameter[];
}

/** A parameter as Bedrock sends it. */
export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

const REGION = '^[a-z]{2}-[a-z]+-[0-9]$';
const TENANT = '^[a-z0-9][a-z0-9-]{0,62}$';
const SERVICE = '^[a-z][a-z0-9-]*$';
const TIERS = ['small', 'medium', 'large'] as const;

const BASIC: Record<string, JsonSchema> = {
  tier: { type: 'string', enum: TIERS, description: 'How large it is.' },
  size: { type: 'integer', minimum: 0, maximum: 9, description: 'How many there are.' },
  protected: { type: 'boolean' },
};
const basic = { tier: z.enum(TIERS), size: z.int().min(0).max(9), protected: z.boolean() };

const MORE: Record<string, JsonSchema> = {
  region: { type: 'string', pattern: REGION, example: 'eu-central-1' },
  tenant_id: { type: 'string', pattern: TENANT },
  version: { type: 'string', minLength: 1, maxLength: 40 },
  comment: { type: 'string', maxLength: 200 },
  timeout_minutes: { type: 'integer', minimum: 1, maximum: 120 },
  ratio: { type: 'number', minimum: 0, maximum: 1 },
  dry_run: { type: 'boolean' },
};
const more = {
  region: z.string().regex(new RegExp(REGION)),
  tenant_id: z.string().regex(new RegExp(TENANT)),
  version: z.string().min(1).max(40),
  comment: z.string().max(200),
  timeout_minutes: z.int().min(1).max(120),
  ratio: z.number().min(0).max(1),
  dry_run: z.boolean(),
};

const LIST: Record<string, JsonSchema> = {
  tier: { type: 'string', enum: TIERS },
  services: { type: 'array', items: { type: 'string', pattern: SERVICE }, minItems: 1, maxItems: 20 },
};
const services = z
  .array(z.string().regex(new RegExp(SERVICE)))
  .min(1)
  .max(20);
const NAMES = ['api', 'web', 'worker', 'billing-export', 'search', 'mailer'];

/** Returns the request of a size; the invalid one has a value that its schema refuses. */
export function requestOf(size: Size, validity: Comparison['validity']): Request {
  const isValid = validity === 'valid';
  const sentBasic: readonly Parameter[] = [
    { name: 'tier', type: 'string', value: isValid ? 'medium' : 'huge' },
    { name: 'size', type: 'integer', value: isValid ? '3' : '99' },
    { name: 'protected', type: 'boolean', value: 'true' },
  ];
  switch (size) {
    case '3 parameters':
      return { properties: BASIC, required: Object.keys(BASIC), schema: z.strictObject(basic), sent: sentBasic };
    case '10 parameters':
      return {
        properties: { ...BASIC, ...MORE },
        required: Object.keys({ ...BASIC, ...MORE }),
        schema: z.strictObject({ ...basic, ...more }),
        sent: [...sentBasic, ...SENT_MORE],
      };
    case 'list of texts':
      return listRequest(JSON.stringify(isValid ? NAMES : [...NAMES, 'Not A Name']), jsonList);
    case 'list as Java writes it':
      return listRequest(`[${(isValid ? NAMES : [...NAMES, 'Not A Name']).join(', ')}]`, bracketList);
  }
}

const SENT_MORE: readonly Parameter[] = [
  { name: 'region', type: 'string', value: 'eu-west-1' },
  { name: 'tenant_id', type: 'string', value: 'acme' },
  { name: 'version', type: 'string', value: '2026.11.22-rc1' },
  { name: 'comment', type: 'string', value: 'The weekly release, with the new billing export' },
  { name: 'timeout_minutes', type: 'integer', value: '45' },
  { name: 'ratio', type: 'number', value: '0.25' },
  { name: 'dry_run', type: 'boolean', value: 'false' },
];

function listRequest(value: string, parse: (text: string, context: z.RefinementCtx) => unknown): Request {
  return {
    properties: LIST,
    required: Object.keys(LIST),
    schema: z.strictObject({ tier: z.enum(TIERS), services: z.string().transform(parse).pipe(services) }),
    sent: [
      { name: 'tier', type: 'string', value: 'medium' },
      { name: 'services', type: 'array', value },
    ],
  };
}

function jsonList(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'must be JSON' });
    return z.NEVER;
  }
}

/** As many teams do it: without a thought for what a name may hold. */
function bracketList(text: string): unknown {
  return text.slice(1, -1).split(', ');
}
