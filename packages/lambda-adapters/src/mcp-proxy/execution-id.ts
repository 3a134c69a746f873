import * as z from 'zod/mini';
import { lazy } from '../lambda/lazy.ts';

const error = { error: 'must be the execution_id that was returned when the pipeline was started' };

/** The id of an execution, as a model gives it. */
export const executionId: () => z.ZodMiniString = lazy(() =>
  z.string(error).check(z.regex(/^(?!\.{1,2}$).{1,100}$/, error)),
);

/** Returns the path of an execution at the server, or of what is below it, such as `cancel`. */
export function executionPath(id: string, below?: string): string {
  const path = `/executions/${encodeURIComponent(id)}`;
  return below === undefined ? path : `${path}/${below}`;
}
