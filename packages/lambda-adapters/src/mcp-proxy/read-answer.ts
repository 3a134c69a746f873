import { isObject } from '../agent-event/is-object.ts';

/** What the OpenAPI document says of a value in an answer: as much of JSON Schema as `generated/answer-schemas.ts` has. */
export interface AnswerForm {
  /** The name of another form. */
  readonly $ref?: string | undefined;
  readonly type?: string | undefined;
  readonly format?: string | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly const?: unknown;
  readonly minimum?: number | undefined;
  readonly required?: readonly string[] | undefined;
  readonly properties?: Readonly<Record<string, AnswerForm>> | undefined;
  readonly items?: AnswerForm | undefined;
}

export interface AnswerForms {
  readonly forms: Readonly<Record<string, AnswerForm>>;
  /** By the name of a form, what a text counts as that is not known here, since a later server may have more of them. */
  readonly unknownTexts: Readonly<Record<string, string>>;
}

/** What is returned for a value that has another form. */
export const UNREADABLE: unique symbol = Symbol('unreadable');

/** Reads a value by the form of that name. Properties that are not known are passed over. */
export function readNamed(name: string, value: unknown, known: AnswerForms): unknown {
  const form = known.forms[name];
  const read = form === undefined ? UNREADABLE : readForm(form, value, known);
  return read === UNREADABLE && typeof value === 'string' ? (known.unknownTexts[name] ?? UNREADABLE) : read;
}

function readForm(form: AnswerForm, value: unknown, known: AnswerForms): unknown {
  if (form.$ref !== undefined) return readNamed(form.$ref, value, known);
  if (form.enum?.includes(value) === false) return UNREADABLE;
  if (form.const !== undefined && form.const !== value) return UNREADABLE;
  switch (form.type) {
    case 'object':
      return readObject(form, value, known);
    case 'array':
      return readList(form, value, known);
    case 'integer':
      return isInteger(value, form.minimum) ? value : UNREADABLE;
    case 'string':
      return isText(value, form.format) ? value : UNREADABLE;
    case 'boolean':
      return typeof value === 'boolean' ? value : UNREADABLE;
    default:
      return UNREADABLE;
  }
}

function readObject({ properties, required = [] }: AnswerForm, value: unknown, known: AnswerForms): unknown {
  if (!isObject(value)) return UNREADABLE;
  if (properties === undefined) return value;
  const read: Record<string, unknown> = {};
  for (const [name, form] of Object.entries(properties)) {
    if (!Object.hasOwn(value, name)) continue;
    const member = readForm(form, value[name], known);
    if (member === UNREADABLE) return UNREADABLE;
    read[name] = member;
  }
  return required.every((name) => name in read) ? read : UNREADABLE;
}

function readList({ items = {} }: AnswerForm, value: unknown, known: AnswerForms): unknown {
  if (!Array.isArray(value)) return UNREADABLE;
  const read = value.map((item) => readForm(items, item, known));
  return read.includes(UNREADABLE) ? UNREADABLE : read;
}

function isInteger(value: unknown, minimum = Number.NEGATIVE_INFINITY): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= minimum;
}

function isText(value: unknown, format: string | undefined): boolean {
  return typeof value === 'string' && (format !== 'date-time' || !Number.isNaN(Date.parse(value)));
}
