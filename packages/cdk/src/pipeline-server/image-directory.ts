import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '@sluice/core';
import { IgnoreMode } from 'aws-cdk-lib';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';

/**
 * Makes the image that a folder's `Dockerfile` describes, of what its `Dockerfile.dockerignore` lets through. It is built when
 * it is deployed, not when it is synthesised.
 *
 * @throws ConfigurationError when the folder has no Dockerfile
 */
export function imageOf(directory: string): ContainerImage {
  if (!existsSync(join(directory, 'Dockerfile'))) throw noDockerfile(directory);
  return ContainerImage.fromAsset(directory, {
    platform: Platform.LINUX_ARM64,
    ignoreMode: IgnoreMode.DOCKER,
    // Docker knows this file, the CDK does not: it would copy all of the folder, with whatever secrets lie there.
    exclude: linesOf(join(directory, 'Dockerfile.dockerignore')),
  });
}

function linesOf(file: string): string[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

function noDockerfile(directory: string): ConfigurationError {
  const message = `${directory} has no Dockerfile to build the pipeline server's image from. Put Sluice's there, with its Dockerfile.dockerignore (container/README.md tells how), or give the construct an image.`;
  return new ConfigurationError([{ message, path: ['image'] }]);
}
