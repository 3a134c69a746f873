/** Makes a function that makes a value at its first successful call and returns that one from then on. */
export function lazy<T>(create: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: create() };
    return made.value;
  };
}

/** Makes a function that waits for a value at its first call and returns that one from then on; a failure is forgotten. */
export function lazyPromise<T>(create: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= create().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

/** A value, or the function that makes it at first use. @public */
export type Lazy<T extends object> = T | (() => T);

/** Returns the value, made now where a function was given. */
export function unwrap<T extends object>(value: Lazy<T>): T {
  return typeof value === 'function' ? (value as () => T)() : value;
}
