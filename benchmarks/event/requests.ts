import type { JsonSchema } from '@sluice/core';
import * as z from 'zod';
import type { Comparison, Size } from './comparison.ts';

/** One request: what its operation declares, in both languages, and what an agent sends. */
export interface Request {
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
  /** The same rules for texts that the resolver has cast by their types, as a team would write them. */
  readonly schema: z.ZodType<Readonly<Record<string, unknown>>>;
  readonly sent: readonly Parameter[];
  /** What the tool gets where all of it is valid. */
  readonly values: Readonly<Record<string, unknown>>;
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
  const names = isValid ? NAMES : [...NAMES, 'Not A Name'];
  const sentBasic: readonly Parameter[] = [
    { name: 'tier', type: 'string', value: isValid ? 'medium' : 'huge' },
    { name: 'size', type: 'integer', value: isValid ? '3' : '99' },
    { name: 'protected', type: 'boolean', value: 'true' },
  ];
  switch (size) {
    case '3 parameters':
      return { ...declared(BASIC), schema: z.strictObject(basic), sent: sentBasic, values: BASIC_VALUES };
    case '10 parameters':
      return {
        ...declared({ ...BASIC, ...MORE }),
        schema: z.strictObject({ ...basic, ...more }),
        sent: [...sentBasic, ...SENT_MORE],
        values: { ...BASIC_VALUES, ...MORE_VALUES },
      };
    case 'list of texts':
      return listRequest(JSON.stringify(names));
    case 'list as Java writes it':
      return listRequest(`[${names.join(', ')}]`);
  }
}

function declared(properties: Request['properties']): Pick<Request, 'properties' | 'required'> {
  return { properties, required: Object.keys(properties) };
}

const BASIC_VALUES = { tier: 'medium', size: 3, protected: true };

const SENT_MORE: readonly Parameter[] = [
  { name: 'region', type: 'string', value: 'eu-west-1' },
  { name: 'tenant_id', type: 'string', value: 'acme' },
  { name: 'version', type: 'string', value: '2026.11.22-rc1' },
  { name: 'comment', type: 'string', value: 'The weekly release, with the new billing export' },
  { name: 'timeout_minutes', type: 'integer', value: '45' },
  { name: 'ratio', type: 'number', value: '0.25' },
  { name: 'dry_run', type: 'boolean', value: 'false' },
];

const MORE_VALUES = {
  ...Object.fromEntries(SENT_MORE.map(({ name, value }) => [name, value])),
  timeout_minutes: 45,
  ratio: 0.25,
  dry_run: false,
};

function listRequest(value: string): Request {
  return {
    ...declared(LIST),
    schema: z.strictObject({ tier: z.enum(TIERS), services: z.string().transform(readList).pipe(services) }),
    sent: [
      { name: 'tier', type: 'string', value: 'medium' },
      { name: 'services', type: 'array', value },
    ],
    values: { tier: 'medium', services: NAMES },
  };
}

/** The resolver leaves lists as texts. Bedrock writes them in JSON or as Java does, so a tool must take both. */
function readList(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.slice(1, -1).split(', ');
  }
}
