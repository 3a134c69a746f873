import { html } from 'hono/html';
import { nameOf, type Schema } from './document.ts';
import { type Html, inlineText, paragraph } from './inline-text.ts';

/** One named value: a parameter, a property, a header. */
export interface Field {
  readonly name: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
  readonly description?: string | undefined;
  /** Where it stands, such as `in the path`. */
  readonly place?: string | undefined;
}

/** Renders a schema of the document under its name. */
export function renderNamedSchema(name: string, schema: Schema): Html {
  return html`
    <section id="${anchorOf(name)}" aria-labelledby="${anchorOf(name)}-name">
      <h3 id="${anchorOf(name)}-name"><a href="#${anchorOf(name)}">${name}</a></h3>
      ${paragraph(schema.description)}
      ${schema.properties === undefined ? html`<p class="type">${typeOf(schema)}</p>` : renderFields(fieldsOf(schema))}
    </section>`;
}

/** Renders a list of values, each with its type. */
export function renderFields(fields: readonly Field[]): Html {
  return html`<dl>
    ${fields.map(
      ({ name, schema, isRequired, description, place }) => html`
        <div>
          <dt><code>${name}</code>${isRequired ? html` <strong>required</strong>` : ''}</dt>
          <dd>
            <span class="type">${typeOf(schema)}${place === undefined ? '' : `, ${place}`}</span>
            ${description === undefined ? '' : html`<br />${inlineText(description)}`}
          </dd>
        </div>`,
    )}
  </dl>`;
}

/** Renders what a value is: its kind, its bounds, or a link to the schema that it has. */
export function typeOf(schema: Schema): Html {
  if (schema.$ref !== undefined) {
    const name = nameOf({ $ref: schema.$ref });
    return html`<a href="#${anchorOf(name)}">${name}</a>`;
  }
  if (schema.items !== undefined) return html`list of ${typeOf(schema.items)}`;
  if (schema.enum !== undefined) return alternatives(schema.enum);
  if (schema.const !== undefined) return html`always <code>${String(schema.const)}</code>`;
  if (typeof schema.additionalProperties === 'object') return html`object of ${typeOf(schema.additionalProperties)}`;
  return html`${[schema.format ?? schema.type ?? 'anything', ...boundsOf(schema)].join(', ')}`;
}

function fieldsOf({ properties = {}, required = [] }: Schema): readonly Field[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    schema,
    isRequired: required.includes(name),
    description: schema.description,
  }));
}

function alternatives(values: readonly string[]): Html {
  return html`${values.map((value, index) => html`${index === 0 ? '' : ' | '}<code>${value}</code>`)}`;
}

function boundsOf({ minimum, maximum, minLength, maxLength, ...schema }: Schema): readonly string[] {
  return [
    ...rangeOf(minimum, maximum).map((range) => range),
    ...rangeOf(minLength, maxLength).map((range) => `${range} characters`),
    ...(schema.default === undefined ? [] : [`${String(schema.default)} by default`]),
  ];
}

function rangeOf(from: number | undefined, to: number | undefined): readonly string[] {
  if (from === undefined && to === undefined) return [];
  if (to === undefined) return [`${from} or more`];
  return [from === undefined ? `up to ${to}` : `${from} to ${to}`];
}

function anchorOf(name: string): string {
  return `schema-${name}`;
}
