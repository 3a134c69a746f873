import * as z from 'zod';

/** An object that says which keys it accepts when it is given another one. */
export function closedObject<Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const accepted = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `is not known here; accepted: ${accepted}`
        : `must be an object with ${accepted}`,
  });
}
