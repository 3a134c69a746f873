import * as z from 'zod';

/** A text that must be there. */
export function text(expected: string): z.ZodType<string> {
  return z.string().trim().min(1).describe(expected);
}

/** A whole number between two others, or a default. */
export function integer(
  expected: string,
  { min, max, defaultValue }: Readonly<Record<'min' | 'max' | 'defaultValue', number>>,
): z.ZodType<number> {
  return z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max))
    .default(defaultValue)
    .describe(`${expected}: a whole number from ${min} to ${max} (default ${defaultValue})`);
}

/** The address of an HTTP server; a slash at its end is dropped. */
export function httpUrl(expected: string): z.ZodType<string> {
  return z
    .string()
    .trim()
    .refine(isPlainHttpUrl)
    .transform((url) => url.replace(/\/+$/, ''))
    .describe(expected);
}

/** A JSON object of texts, such as ids by name. */
export function textsByName(expected: string): z.ZodType<Readonly<Record<string, string>>> {
  return z
    .string()
    .transform(parseJson)
    .pipe(z.record(z.string().regex(NAME), z.string().trim().min(1)))
    .refine((texts) => Object.keys(texts).length > 0)
    .describe(expected);
}

const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;

function isPlainHttpUrl(value: string): boolean {
  const url = URL.parse(value);
  if (url === null || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return false;
  return url.protocol === 'http:' || url.protocol === 'https:';
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
