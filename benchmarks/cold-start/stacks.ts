import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const STACKS = ['assembled-today', 'bedrock-client', 'document-client'] as const;

/** Files of what the bundles are compared with, by name. */
export type Stacks = Readonly<Record<(typeof STACKS)[number], string>>;

/** Builds the stacks as `esbuild --bundle --minify --platform=node --format=esm` does. */
export async function buildStacks(folder: string): Promise<Stacks> {
  const files = STACKS.map((name) => [name, join(folder, `${name}.mjs`)] as const);
  for (const [name, outfile] of files) {
    await build({
      entryPoints: [fileURLToPath(new URL(`./stacks/${name}.ts`, import.meta.url))],
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'esm',
      target: 'node24',
      outfile,
      // Packages in CommonJS ask for Node's modules by `require`.
      banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
      logLevel: 'error',
    });
  }
  return Object.fromEntries(files) as Stacks;
}

/** Whether the first design can be measured beside it. */
export function hasPythonStack(): boolean {
  return spawnSync('python3', ['-c', 'import boto3, requests']).status === 0;
}

export const PYTHON_STACK: string = fileURLToPath(new URL('./python/handler.py', import.meta.url));
