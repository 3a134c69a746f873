import type { GitLabServer } from '@sluice/testkit';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { parsePort } from '../parse-port.ts';
import { untilStopped } from '../until-stopped.ts';

interface SimulateGitLabOptions {
  readonly port: number;
  readonly token: string;
  readonly project?: readonly string[];
}

const DEFAULT_PROJECT = 'platform/pipelines';

const HELP = `
Examples:
  $ sluice simulate gitlab
  $ sluice simulate gitlab --port 4711 --project platform/bootstrap --project platform/compute
`;

/** Adds `sluice simulate gitlab`. */
export function addSimulate(program: Command, context: CommandContext): void {
  program
    .command('simulate')
    .description('Start a CI system that is simulated, to try things with.')
    .command('gitlab')
    .description("Start a simulated GitLab: GitLab's API over pipelines that only pretend to run.")
    .option('-p, --port <number>', 'port to listen on; 0 takes any that is free', parsePort, 0)
    .option('--token <token>', 'the token that it accepts', 'simulator-token')
    .option('--project <path>', `a project that it has; may be repeated (default: "${DEFAULT_PROJECT}")`, collect)
    .addHelpText('after', HELP)
    .action((options: SimulateGitLabOptions) => simulateGitLab(options, context));
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

async function simulateGitLab(options: SimulateGitLabOptions, { stdout, signal }: CommandContext): Promise<void> {
  const { port, token, project: paths = [DEFAULT_PROJECT] } = options;
  const { startGitLabSimulator } = await import('@sluice/testkit');
  const projects = paths.map((path) => ({ path }));
  const gitlab: GitLabServer = await startGitLabSimulator({ port, tokens: [{ token }], projects });
  stdout.write(`A simulated GitLab listens on ${gitlab.url}
  projects  ${paths.join(', ')}

To use it, in another terminal:
  export GITLAB_URL=${gitlab.url}
  export GITLAB_TOKEN=${token}
  export GITLAB_PROJECT_ID=${paths[0]}
`);
  await untilStopped(signal);
  await gitlab.close();
}
