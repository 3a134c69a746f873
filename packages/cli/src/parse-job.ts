import { InvalidArgumentError } from 'commander';

/** A job of the simulated Jenkins, and what it declares. */
export interface DeclaredJob {
  readonly path: string;
  readonly parameters: readonly { readonly name: string; readonly type: 'string' }[];
}

/** What every run gets from Sluice. */
const OWN_NAMES = ['SLUICE_EXECUTION_ID', 'PIPELINE_TYPE', 'ENVIRONMENT', 'TENANT_ID'] as const;

/** Reads a job from the command line, `platform/dns:RECORD,TTL_SECONDS`, and adds it to those before. */
export function collectJob(text: string, before: readonly DeclaredJob[] = []): readonly DeclaredJob[] {
  const job = parseJob(text);
  if (before.some(({ path }) => path === job.path)) throw new InvalidArgumentError(`${job.path} is there twice.`);
  return [...before, job];
}

function parseJob(text: string): DeclaredJob {
  const { path, names } = /^(?<path>[^:/]+(?:\/[^:/]+)*)(?::(?<names>\w+(?:,\w+)*))?$/.exec(text)?.groups ?? {};
  if (path === undefined) {
    throw new InvalidArgumentError('Write a job as its full name and its parameters: platform/dns:RECORD,TTL_SECONDS.');
  }
  const declared = new Set([...OWN_NAMES, ...(names?.split(',') ?? [])]);
  return { path, parameters: [...declared].map((name) => ({ name, type: 'string' })) };
}
