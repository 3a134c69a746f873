import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { askFor, faultOfPipeline, INIT_CHOICES, type InitAnswers, withDefaults } from '../init/init-answers.ts';
import { scaffold } from '../init/scaffold.ts';

interface InitOptions extends Partial<InitAnswers> {
  readonly yes?: true;
}

const HELP = `
What no flag says is asked for. No file that is there is changed.

Examples:
  $ sluice init pipelines
  $ sluice init pipelines --pipeline network --executor jenkins --ci gitlab --server fargate
  $ sluice init pipelines --yes
`;

/** Adds `sluice init`. */
export function addInit(program: Command, context: CommandContext): void {
  program
    .command('init')
    .description('Make the folder of a team: config, action group, AWS CDK app and CI file.')
    .argument('[folder]', 'where; made if need be', '.')
    .option('--pipeline <name>', 'the first pipeline, by its type', parsePipeline)
    .addOption(new Option('--executor <executor>', 'the CI system that runs it').choices(INIT_CHOICES.executor))
    .addOption(new Option('--ci <ci>', 'the CI that checks this folder').choices(INIT_CHOICES.ci))
    .addOption(new Option('--server <server>', 'where the pipeline server runs on AWS').choices(INIT_CHOICES.server))
    .option('-y, --yes', 'ask nothing; take the defaults')
    .addHelpText('after', HELP)
    .action(async (folder: string, { yes, ...given }: InitOptions) => {
      const answers = yes === true ? withDefaults(given) : await askFor(given, context);
      const paths = await scaffold(folder, answers, packageVersion());
      context.stdout.write(summary(folder, paths, answers.pipeline));
    });
}

function parsePipeline(name: string): string {
  const fault = faultOfPipeline(name);
  if (fault === undefined) return name;
  throw new InvalidArgumentError(fault);
}

function summary(folder: string, paths: readonly string[], pipeline: string): string {
  const place = relative('.', folder);
  return `${paths.map((path) => `  ${path}`).join('\n')}

Next:
${place === '' ? '' : `  cd ${place}\n`}  npm install
  npm run local -- --once "Deploy ${pipeline} for dev environment"
README.md has the rest.
`;
}

function packageVersion(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}
