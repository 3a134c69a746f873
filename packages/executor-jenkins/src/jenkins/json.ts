import type * as z from 'zod';
import { nonsenseError, type Subject } from '../errors.ts';

/**
 * Reads the JSON of an answer.
 *
 * @throws ExecutorError when it makes no sense
 */
export function jsonOf<Body>(subject: Subject, { body }: { readonly body: Uint8Array }, schema: z.ZodType<Body>): Body {
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(body)));
  } catch {
    throw nonsenseError(subject);
  }
}
