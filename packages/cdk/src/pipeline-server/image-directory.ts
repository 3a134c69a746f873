import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '@sluice/core';

/**
 * Refuses a folder that no image can be built from.
 *
 * @throws ConfigurationError that says what to do
 */
export function requireDockerfile(directory: string): void {
  if (existsSync(join(directory, 'Dockerfile'))) return;
  const message = `${directory} has no Dockerfile to build the pipeline server's image from. Put Sluice's there, with its Dockerfile.dockerignore (container/README.md tells how), or give the construct an image.`;
  throw new ConfigurationError([{ message, path: ['image'] }]);
}
