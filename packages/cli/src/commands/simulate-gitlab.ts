import { type GitLabFault, startGitLabSimulator } from '@sluice/testkit';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { faultHelp, faultOption } from '../faults/fault-option.ts';
import { GITLAB_FAULTS } from '../faults/gitlab-faults.ts';
import { parsePort } from '../parse-port.ts';
import { untilStopped } from '../until-stopped.ts';

interface SimulateGitLabOptions {
  readonly port: number;
  readonly token: string;
  readonly project?: readonly string[];
  readonly fault?: readonly GitLabFault[];
}

const DEFAULT_PROJECT = 'platform/pipelines';

const EXAMPLES = `
Examples:
  $ sluice simulate gitlab
  $ sluice simulate gitlab --port 4711 --project platform/bootstrap --project platform/compute
  $ sluice simulate gitlab --fault commit-late=30000@create-pipeline --fault status=500@get-pipeline:3
`;

/** Adds `sluice simulate gitlab`. */
export function addSimulateGitLab(simulate: Command, context: CommandContext): void {
  simulate
    .command('gitlab')
    .description("Start a simulated GitLab: GitLab's API over pipelines that only pretend to run.")
    .option('-p, --port <number>', 'port to listen on; 0 takes any that is free', parsePort, 0)
    .option('--token <token>', 'the token that it accepts', 'simulator-token')
    .option('--project <path>', `a project that it has; may be repeated (default: "${DEFAULT_PROJECT}")`, collect)
    .addOption(faultOption(GITLAB_FAULTS))
    .addHelpText('after', `${faultHelp(GITLAB_FAULTS)}${EXAMPLES}`)
    .action((options: SimulateGitLabOptions) => simulateGitLab(options, context));
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

async function simulateGitLab(options: SimulateGitLabOptions, { stdout, signal }: CommandContext): Promise<void> {
  const { port, token, project: paths = [DEFAULT_PROJECT], fault: faults = [] } = options;
  const projects = paths.map((path) => ({ path }));
  const { url, simulator, close } = await startGitLabSimulator({ port, tokens: [{ token }], projects });
  for (const fault of faults) simulator.injectFault(fault);
  stdout.write(`A simulated GitLab listens on ${url}
  projects  ${paths.join(', ')}

To use it, in another terminal:
  export GITLAB_URL=${url}
  export GITLAB_TOKEN=${token}
  export GITLAB_PROJECT_ID=${paths[0]}

To see what it was asked, and to let something go wrong:
  curl ${url}/_control/requests
  curl ${url}/_control/faults --json '{"kind":"commit-then-timeout","route":"create-pipeline"}'
`);
  await untilStopped(signal);
  await close();
}
