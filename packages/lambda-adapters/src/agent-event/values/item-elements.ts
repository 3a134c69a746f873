import { readElement } from './read-element.ts';
import { either, NONE, type Reading } from './reading.ts';
import type { ListType, ValueType } from './value-type.ts';

const ITEMS = /^(?:<item>(?:(?!<\/?item>).)*<\/item>\s*)+$/s;
const ITEM = /<item>(.*?)<\/item>/gs;

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&#39;': "'",
  '&amp;': '&',
};

/** Reads a list as some models write it: `<item>a</item><item>b</item>`. */
export function readItemElements(text: string, { items }: ListType): Reading {
  if (!ITEMS.test(text)) return NONE;
  const values: unknown[] = [];
  for (const [, content = ''] of text.matchAll(ITEM)) {
    const element = readContent(content, items);
    if (typeof element !== 'object') return element;
    values.push(element.value);
  }
  return { value: values };
}

/** Nobody says whether the content was escaped. */
function readContent(content: string, items: ValueType): Reading {
  return either(readElement(content, items), readElement(unescaped(content), items));
}

function unescaped(content: string): string {
  return content.replace(/&(?:lt|gt|quot|apos|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}
