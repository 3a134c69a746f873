/**
 * A value, or a function that makes it at the first event: what takes time or can fail is then not part of loading the
 * module. A failure is forgotten, so that the next event tries again.
 *
 * @public
 */
export type Lazy<Value extends object> = Value | (() => Value | Promise<Value>);

/** Makes the function that returns a lazy value, made once. */
export function resolveLazy<Value extends object>(lazy: Lazy<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make(lazy).catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

async function make<Value extends object>(lazy: Lazy<Value>): Promise<Value> {
  return typeof lazy === 'function' ? lazy() : lazy;
}
