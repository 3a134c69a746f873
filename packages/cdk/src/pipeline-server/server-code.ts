import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { LoadedConfig } from '@sluice/config';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type BuildOptions, buildSync } from 'esbuild';
import { synthesisedDirectory } from '../synthesised-directory.ts';

/** Makes the code of the functions `index.handler` and `index.sweep`: the server, with the team's config in it. */
export function serverCode(scope: Construct, config: LoadedConfig): Code {
  const directory = synthesisedDirectory(scope, 'pipeline-server');
  buildSync({
    ...SETTINGS,
    outfile: join(directory, 'index.cjs'),
    stdin: { contents: entryOf(config), resolveDir: dirname(config.path), sourcefile: 'index.ts', loader: 'ts' },
  });
  return Code.fromAsset(directory);
}

/** Makes the code of a function that needs nothing of the team: one of the files in `src/runtime`. */
export function runtimeCode(scope: Construct, name: string): Code {
  const directory = synthesisedDirectory(scope, name);
  buildSync({ ...SETTINGS, outfile: join(directory, 'index.cjs'), entryPoints: [runtimeFile(name)] });
  return Code.fromAsset(directory);
}

const SETTINGS: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  // The names of errors are told by.
  keepNames: true,
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  // What the team's own compiler is told is not for our files.
  tsconfigRaw: {},
  logLevel: 'silent',
};

function entryOf({ path, actionGroups }: LoadedConfig): string {
  const documents = actionGroups.map(({ name, document }) => ({ name, document }));
  return `
    import config from ${JSON.stringify(path)};
    import { createServerFunctions } from ${JSON.stringify(runtimeFile('server-functions'))};
    export const { handler, sweep } = createServerFunctions({ config, actionGroups: ${JSON.stringify(documents)} });
  `;
}

/** The sources are shipped beside what is compiled, and esbuild reads them as they are. */
function runtimeFile(name: string): string {
  const root = dirname(createRequire(import.meta.url).resolve('@sluice/cdk/package.json'));
  return join(root, 'src', 'runtime', `${name}.ts`);
}
