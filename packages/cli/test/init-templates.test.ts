import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const TEMPLATES = resolve(import.meta.dirname, '../templates/common');
const EXAMPLE = resolve(import.meta.dirname, '../../../examples/cdk-deployment');

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

async function readBoth(file: string): Promise<{ readonly template: string; readonly example: string }> {
  const template = await readFile(join(TEMPLATES, `${file}.template`), 'utf8');
  return { template, example: await readFile(join(EXAMPLE, file), 'utf8') };
}

async function readBothJson<Content>(file: string): Promise<{ readonly template: Content; readonly example: Content }> {
  const { template, example } = await readBoth(file);
  return { template: JSON.parse(template), example: JSON.parse(example) };
}

describe('a folder of sluice init can grow into the example', () => {
  it.each(['Dockerfile', 'Dockerfile.dockerignore', 'tsconfig.json'])('has the same %s', async (file) => {
    const { template, example } = await readBoth(file);
    expect(template).toBe(example);
  });

  it('has the same context of the CDK, but for the server that was chosen', async () => {
    const { template, example } = await readBothJson<{ readonly context: object }>('cdk.json');
    expect(template).toEqual({ ...example, context: { ...example.context, server: '{{server}}' } });
  });

  it('has the same versions of what both install', async () => {
    const { template, example } = await readBothJson<Manifest>('package.json');
    const versions = ({ dependencies, devDependencies }: Manifest): [string, string][] =>
      Object.entries({ ...dependencies, ...devDependencies }).filter(([name]) => !name.startsWith('@sluice/'));
    const theirs = Object.fromEntries(versions(example));
    const shared = versions(template).filter(([name]) => name in theirs);
    expect(shared.map(([name]) => name)).toEqual(expect.arrayContaining(['aws-cdk', 'aws-cdk-lib', 'constructs']));
    expect(Object.fromEntries(shared)).toEqual(Object.fromEntries(shared.map(([name]) => [name, theirs[name]])));
  });
});
