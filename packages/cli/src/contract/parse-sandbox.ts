import { InvalidArgumentError } from 'commander';
import type { SandboxPipeline } from './sandbox-run.ts';

/** A pipeline and an environment, by their names. */
export type SandboxName = Pick<SandboxPipeline, 'pipelineType' | 'environment'>;

/** Reads `bootstrap@dev` from the command line. */
export function parseSandbox(text: string): SandboxName {
  const [, pipelineType, environment] = /^([^@]+)@([^@]+)$/.exec(text) ?? [];
  if (pipelineType === undefined || environment === undefined) {
    throw new InvalidArgumentError('Write the pipeline and its environment as bootstrap@dev.');
  }
  return { pipelineType, environment };
}

/** Reads a JSON object from the command line. */
export function parseParameters(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // It is said below how it must look.
  }
  throw new InvalidArgumentError('Write the parameters as JSON: \'{"region":"eu"}\'.');
}
