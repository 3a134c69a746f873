import type { TransformOptions } from 'esbuild';

/** What all code of a bundle has in common. Licences are beside it, in a file of their own. */
export const OUTPUT: Pick<TransformOptions, 'legalComments' | 'logLevel' | 'minify' | 'platform' | 'target'> = {
  platform: 'node',
  target: 'node22',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
};
