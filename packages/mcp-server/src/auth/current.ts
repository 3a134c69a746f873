/** A value, or what returns it as it is now where it may change while the server runs. @public */
export type Current<Value> = Value | (() => Value);

/** Returns what tells the value as it is now. */
export function currentOf<Value extends object | undefined>(value: Current<Value>): () => Value {
  return isFunction(value) ? value : () => value;
}

/** Makes something of a value that seldom changes, and makes it anew only when that is another one. */
export function derivedFrom<Value, Derived>(current: () => Value, derive: (value: Value) => Derived): () => Derived {
  let made: { readonly from: Value; readonly derived: Derived } | undefined;
  return () => {
    const value = current();
    if (made === undefined || made.from !== value) made = { from: value, derived: derive(value) };
    return made.derived;
  };
}

function isFunction<Value>(value: Current<Value>): value is () => Value {
  return typeof value === 'function';
}
