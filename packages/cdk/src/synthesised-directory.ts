import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '@sluice/core';
import { Stage } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Makes a directory within what is synthesised, for files that become assets: another for each construct. */
export function synthesisedDirectory(scope: Construct, name: string): string {
  const stage = Stage.of(scope);
  if (stage === undefined) {
    throw new ConfigurationError([{ message: `${scope.node.path} is in no app: begin with new App()`, path: [] }]);
  }
  const directory = join(stage.outdir, `${name}.${scope.node.addr}`);
  mkdirSync(directory, { recursive: true });
  return directory;
}
