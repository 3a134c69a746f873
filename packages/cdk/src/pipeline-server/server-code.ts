import { writeFileSync } from 'node:fs';
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
  const stdin = entryOf(
    config,
    `import { createServerFunctions } from ${fileOf('server-functions')};
     export const { handler, sweep } = createServerFunctions({ config, actionGroups });`,
  );
  buildSync({ ...SETTINGS, outfile: join(directory, 'index.cjs'), stdin });
  return Code.fromAsset(directory);
}

/** Makes the server as a program that listens, `index.js`, for AgentCore Runtime. Returns the directory that it is in. */
export function agentCoreProgram(scope: Construct, config: LoadedConfig): string {
  const directory = synthesisedDirectory(scope, 'agentcore-server');
  const stdin = entryOf(
    config,
    `import { runAgentCoreServer } from ${fileOf('agentcore-server')};
     runAgentCoreServer({ config, actionGroups });`,
  );
  buildSync({ ...SETTINGS, target: 'node22', outfile: join(directory, 'index.js'), stdin });
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ type: 'commonjs' }));
  return directory;
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

/** Makes the program that joins the team's parts with ours. */
function entryOf({ path, actionGroups }: LoadedConfig, program: string): NonNullable<BuildOptions['stdin']> {
  const documents = actionGroups.map(({ name, document }) => ({ name, document }));
  const contents = `
    import config from ${JSON.stringify(path)};
    const actionGroups = ${JSON.stringify(documents)};
    ${program}
  `;
  return { contents, resolveDir: dirname(path), sourcefile: 'index.ts', loader: 'ts' };
}

function fileOf(name: string): string {
  return JSON.stringify(runtimeFile(name));
}

/** The sources are shipped beside what is compiled, and esbuild reads them as they are. */
function runtimeFile(name: string): string {
  const root = dirname(createRequire(import.meta.url).resolve('@sluice/cdk/package.json'));
  return join(root, 'src', 'runtime', `${name}.ts`);
}
