import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** Something that is started in a fresh process. */
export interface Case {
  readonly name: string;
  /** The module with the handler; one in Python runs as a script. */
  readonly file: string;
  /** @defaultValue none: the module is only loaded */
  readonly event?: unknown;
  readonly environmentVariables: Readonly<Record<string, string>>;
  /** What the reply must have, so that nothing is measured that did not work. @defaultValue nothing */
  readonly answers?: string | undefined;
}

/** Processor time of one process, in milliseconds. */
export interface Sample {
  /** From the start of the process until the answer. */
  readonly cpuMs: number;
  /** Of loading the module alone. */
  readonly importCpuMs: number;
}

const CHILD = fileURLToPath(new URL('./child.cjs', import.meta.url));

/** Starts each case so many times, by turns, and returns the medians by the cases' names. */
export async function measure(cases: readonly Case[], rounds: number): Promise<ReadonlyMap<string, Sample>> {
  const samples = new Map<string, Sample[]>(cases.map(({ name }) => [name, []]));
  for (const one of cases) await start(one);
  for (let round = 0; round < rounds; round += 1) {
    for (const one of cases) samples.get(one.name)?.push(await start(one));
  }
  return new Map([...samples].map(([name, taken]) => [name, medians(taken)]));
}

async function start({ name, file, event, environmentVariables, answers }: Case): Promise<Sample> {
  const json = event === undefined ? [] : [JSON.stringify(event)];
  const [program, script] = file.endsWith('.py') ? ['python3', [file]] : [process.execPath, [CHILD, file]];
  const child = spawn(program, [...script, ...json], {
    env: { PATH: process.env['PATH'] ?? '', ...environmentVariables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  const measured = /^MEASURED (.*)$/m.exec(output)?.[1];
  if (measured === undefined) throw new Error(`${name} failed: ${output}\n${errors}`);
  const { reply, ...sample } = JSON.parse(measured);
  if (answers !== undefined && !JSON.stringify(reply).includes(answers)) {
    throw new Error(`${name} answered something else: ${JSON.stringify(reply)}\n${output}\n${errors}`);
  }
  return sample;
}

function medians(samples: readonly Sample[]): Sample {
  return {
    cpuMs: median(samples.map(({ cpuMs }) => cpuMs)),
    importCpuMs: median(samples.map(({ importCpuMs }) => importCpuMs)),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
