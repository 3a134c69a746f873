import { ConfigurationError } from '@sluice/core';

const DEFAULT_CONFIG = 'sluice.config.ts';

/**
 * Tells which config names the documents; undefined where documents were named themselves.
 *
 * @throws ConfigurationError when both were named
 */
export function documentsOrConfig(files: readonly string[], config: string | undefined): string | undefined {
  if (files.length === 0) return config ?? DEFAULT_CONFIG;
  if (config === undefined) return undefined;
  throw new ConfigurationError([{ path: [], message: 'Name documents, or --config, but not both.' }]);
}
