import { fieldsOf } from '../tool-reply.ts';

const AT_MOST = 8;

/** Tells parameters in a line: those that are plain values, the first few of them; undefined when there are none. */
export function describeParameters(parameters: unknown): string | undefined {
  const plain = Object.entries(fieldsOf(parameters)).filter(([, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value),
  );
  if (plain.length === 0) return undefined;
  return plain
    .slice(0, AT_MOST)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}
