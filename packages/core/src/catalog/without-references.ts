/** How many references may lead from one to the next. A schema that contains itself ends there, as one of anything. */
const MOST_REFERENCES = 8;

/**
 * Returns a part of a document with what its local references (`#/components/schemas/Tag`) stand for in their place.
 *
 * @public
 */
export function withoutReferences(part: unknown, document: unknown): unknown {
  return fill(part, document, MOST_REFERENCES);
}

function fill(part: unknown, document: unknown, left: number): unknown {
  if (Array.isArray(part)) return part.map((element) => fill(element, document, left));
  if (!isObject(part)) return part;
  const reference = part['$ref'];
  if (typeof reference !== 'string') {
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, fill(value, document, left)]));
  }
  return left === 0 ? {} : fill(referenced(reference, document) ?? {}, document, left - 1);
}

/** Returns what a local reference points to; undefined where it does not point into the document. @public */
export function referenced(reference: string, document: unknown): unknown {
  if (!reference.startsWith('#/')) return undefined;
  let part = document;
  for (const escaped of reference.slice(2).split('/')) {
    const name = escaped.replaceAll('~1', '/').replaceAll('~0', '~');
    if (!isContainer(part) || !Object.hasOwn(part, name)) return undefined;
    part = part[name];
  }
  return part;
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return isContainer(value) && !Array.isArray(value);
}
