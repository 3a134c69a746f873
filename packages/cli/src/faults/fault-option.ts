import { InvalidArgumentError, Option } from 'commander';
import type { FaultArgument, FaultEntry, FaultTable } from './fault-table.ts';

const FORM = /^(?<name>[^=@:]+)(?:=(?<argument>[^@:]*))?(?:@(?<call>[^:]*))?(?::(?<times>.*))?$/;

/** Makes the option `--fault`, which may be repeated. */
export function faultOption<Fault>(table: FaultTable<Fault>): Option {
  return new Option(
    '--fault <fault>',
    'let this go wrong: name[=argument][@call][:times], see below; may be repeated',
  ).argParser((text: string, before: readonly Fault[] = []) => [...before, parseFault(text, table)]);
}

/** Explains every fault of a simulator, for the end of the help. */
export function faultHelp({ faults, calls }: FaultTable<unknown>): string {
  const names = Object.entries(faults).map(([name, { argument }]) => `${name}${argumentText(argument)}`);
  const width = Math.max(...names.map((name) => name.length));
  const lines = Object.values(faults).map(({ does }, index) => `  ${(names[index] ?? '').padEnd(width)}  ${does}`);
  return `
Faults. Each strikes the next request, unless it names a call (@call) or is to strike several (:times).
${lines.join('\n')}

Calls:
${inLines(calls)}
`;
}

function parseFault<Fault>(text: string, { faults, calls, schema }: FaultTable<Fault>): Fault {
  const { name = text, argument, call, times } = FORM.exec(text)?.groups ?? {};
  const entry = faults[name];
  if (entry === undefined || !Object.hasOwn(faults, name)) throw notThere('fault', name, Object.keys(faults));
  if (call !== undefined && !calls.includes(call)) throw notThere('call', call, calls);
  const result = schema.safeParse({
    kind: name,
    ...argumentOf(name, entry, argument),
    ...(call === undefined ? {} : { route: call }),
    ...(times === undefined ? {} : { times: numberOf(times) }),
  });
  if (result.success) return result.data;
  throw new InvalidArgumentError(`"${text}" has a number that is out of range. ${usage(name, entry)}`);
}

function argumentOf(name: string, entry: FaultEntry, text: string | undefined): Readonly<Record<string, number>> {
  const { argument } = entry;
  if (text !== undefined && argument !== undefined) return { [argument.field]: numberOf(text) };
  if (text === undefined && (argument === undefined || argument.optional === true)) return {};
  throw new InvalidArgumentError(usage(name, entry));
}

/** NaN for what is none; the simulator's check takes that for out of range. */
function numberOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

function usage(name: string, { argument }: FaultEntry): string {
  return `Write it as ${name}${argumentText(argument)}[@call][:times].`;
}

function argumentText(argument: FaultArgument | undefined): string {
  if (argument === undefined) return '';
  return argument.optional === true ? `[=${argument.name}]` : `=${argument.name}`;
}

function notThere(what: string, name: string, known: readonly string[]): InvalidArgumentError {
  return new InvalidArgumentError(`There is no ${what} "${name}". There are: ${known.join(', ')}.`);
}

/** Puts words into lines that fit a terminal. */
function inLines(words: readonly string[]): string {
  const lines: string[] = [];
  for (const word of words) {
    const longer = `${lines.at(-1) ?? ''}, ${word}`;
    if (lines.length > 0 && longer.length <= 96) lines[lines.length - 1] = longer;
    else lines.push(`  ${word}`);
  }
  return lines.join(',\n');
}
