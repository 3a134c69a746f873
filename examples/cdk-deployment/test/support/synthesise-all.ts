import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { SERVER_OPTIONS } from '../../lib/server-option.ts';
import { synthesise } from './synthesis.ts';

/** Synthesises each option once for all tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'cdk-deployment-'));
  const syntheses = await Promise.all(
    SERVER_OPTIONS.map(async (option) => [option, await synthesise(option, join(directory, option))] as const),
  );
  project.provide(
    'syntheses',
    Object.fromEntries(syntheses) as ReturnType<typeof project.getProvidedContext>['syntheses'],
  );
  return () => rm(directory, { recursive: true });
}
