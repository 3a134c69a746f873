import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ServerOption } from '../../lib/server-option.ts';

const REPO = join(import.meta.dirname, '../..');
const CDK = join(dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')), 'bin/cdk');

/** What became of a synthesis. */
export interface Synthesis {
  /** What `cdk.out` is otherwise. */
  readonly directory: string;
  readonly exitCode: number | null;
  /** What it wrote to standard error. */
  readonly errors: string;
}

/** Runs `cdk synth -c server=…` where there is no network and nobody is signed in to AWS. */
export async function synthesise(server: string, directory: string): Promise<Synthesis> {
  const nowhere = 'http://127.0.0.1:9';
  const child = spawn(process.execPath, [CDK, 'synth', '--quiet', '-c', `server=${server}`, '--output', directory], {
    cwd: REPO,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: dirname(directory),
      HTTP_PROXY: nowhere,
      HTTPS_PROXY: nowhere,
      NODE_USE_ENV_PROXY: '1',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { directory, exitCode, errors };
}

declare module 'vitest' {
  interface ProvidedContext {
    syntheses: Readonly<Record<ServerOption, Synthesis>>;
  }
}
