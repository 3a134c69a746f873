import { type Operation, type ParameterSpec, parameterOf } from '../agent/operation.ts';
import type { Unclear } from '../parameters/extract.ts';
import { enumerate, firstSentence, nameParts } from '../words.ts';

/** Asks for what is missing and what is unclear, with what each means and what it accepts. */
export function askForParameters(
  operation: Operation,
  missing: readonly ParameterSpec[],
  unclear: readonly Unclear[],
): string {
  const names = [...missing.map(({ name }) => name), ...unclear.flatMap((one) => one.names)];
  const lines = [
    `Nothing was started yet: I need to know more first.`,
    ...missing.map((parameter) => `- ${describe(parameter)}`),
    ...unclear.map((one) => `- ${describeUnclear(operation, one)}`),
    questionFor([...new Set(names)]),
  ];
  return lines.join('\n');
}

/** Asks for one value, after a tool refused another. */
export function questionFor(names: readonly string[]): string {
  const spoken = names.map((name) => nameParts(name).join(' '));
  if (spoken.length === 1) return `Which ${spoken[0]} should it be?`;
  return `What should ${enumerate(spoken)} be?`;
}

function describe({ name, description, schema }: ParameterSpec): string {
  const parts = [
    description === '' ? undefined : firstSentence(description),
    schema.enum === undefined ? undefined : `Allowed: ${schema.enum.map(String).join(', ')}.`,
    schema.enum !== undefined || schema.example === undefined ? undefined : `For example ${String(schema.example)}.`,
  ];
  return `${name}: ${parts.filter((part) => part !== undefined).join(' ')}`.trim();
}

function describeUnclear(operation: Operation, { names, said }: Unclear): string {
  const [name = ''] = names;
  if (names.length > 1) return `${said.join(', ')}: is that ${enumerate(names, 'or')}? Say it with the name.`;
  const parameter = parameterOf(operation, name);
  return `${parameter === undefined ? name : describe(parameter)} You said ${enumerate(said)}; I take one at a time.`;
}
