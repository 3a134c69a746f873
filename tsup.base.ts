import type { Options } from 'tsup';

/**
 * The one way our packages are built: ESM for the oldest Node we support, declarations, source maps.
 */
export function library(options: Pick<Options, 'entry'>): Options {
  return {
    ...options,
    format: ['esm'],
    target: 'node22',
    platform: 'node',
    dts: true,
    sourcemap: true,
    clean: true,
    removeNodeProtocol: false,
  };
}
