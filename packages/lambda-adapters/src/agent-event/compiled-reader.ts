import type { GivenArgument } from './agent-event-format.ts';

/** How one argument is read. */
export interface ArgumentSteps {
  readonly name: string;
  /** Reads a text that is no more than it seems; undefined where it takes a closer look. */
  readonly readPlain: (text: string) => unknown;
  /** Reads what is no text; undefined where there is no value, or no one value. */
  readonly readNative: (value: unknown) => unknown;
  /** Whether a value is valid; undefined where every one is. */
  readonly accepts: ((value: unknown) => boolean) | undefined;
}

/** Reads arguments that are given in one order; undefined where one of them has no sure value. */
export type CompiledReader = (given: readonly GivenArgument[]) => CompiledReading | undefined;

export interface CompiledReading {
  readonly values: Readonly<Record<string, unknown>>;
  /** Whether all of them are valid. */
  readonly isValid: boolean;
}

/**
 * Makes the reader of arguments in one order as a function of its own, in which every step is written out:
 *
 * ```js
 * const sent0 = given[0].value;
 * const value0 = typeof sent0 === 'string' ? plain0(sent0) : native0(sent0);
 * if (value0 === undefined) return undefined;
 * ...
 * return { values: { "tier": value0, ... }, isValid: accepts0(value0) && ... };
 * ```
 *
 * A loop over the steps takes three times as long, since the engine can't look into any of them, and looks each property up
 * by its name. Of what a team has written, nothing gets into the code but names, as JSON.
 *
 * @returns undefined where a process may not make code, or where an object can't be written with these names
 */
export function compiledReader(steps: readonly ArgumentSteps[]): CompiledReader | undefined {
  const names = steps.map(({ name }) => name);
  if (new Set(names).size < names.length || names.includes('__proto__')) return undefined;
  try {
    return new Function('steps', codeOf(steps))(steps);
  } catch {
    return undefined;
  }
}

function codeOf(steps: readonly ArgumentSteps[]): string {
  const parts = steps.map(
    (_, index) =>
      `const { readPlain: plain${index}, readNative: native${index}, accepts: accepts${index} } = steps[${index}];`,
  );
  const reads = steps.map(
    (_, index) => `
    const sent${index} = given[${index}].value;
    const value${index} = typeof sent${index} === 'string' ? plain${index}(sent${index}) : native${index}(sent${index});
    if (value${index} === undefined) return undefined;`,
  );
  const members = steps.map(({ name }, index) => `${JSON.stringify(name)}: value${index}`);
  const checks = steps.flatMap(({ accepts }, index) =>
    accepts === undefined ? [] : [`accepts${index}(value${index})`],
  );
  return `${parts.join('\n')}
  return (given) => {${reads.join('')}
    return { values: { ${members.join(', ')} }, isValid: ${checks.join(' && ') || 'true'} };
  };`;
}
