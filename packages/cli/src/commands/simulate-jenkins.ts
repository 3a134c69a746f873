import { type JenkinsFault, startJenkinsSimulator } from '@sluice/testkit';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { faultHelp, faultOption } from '../faults/fault-option.ts';
import { JENKINS_FAULTS } from '../faults/jenkins-faults.ts';
import { collectJob, type DeclaredJob } from '../parse-job.ts';
import { parsePort } from '../parse-port.ts';
import { untilStopped } from '../until-stopped.ts';

interface SimulateJenkinsOptions {
  readonly port: number;
  readonly user: string;
  readonly token: string;
  readonly job?: readonly DeclaredJob[];
  readonly fault?: readonly JenkinsFault[];
}

const DEFAULT_JOB = 'platform/pipelines';

const EXAMPLES = `
Examples:
  $ sluice simulate jenkins
  $ sluice simulate jenkins --port 4712 --job platform/dns:RECORD,TTL_SECONDS --job platform/compute
  $ sluice simulate jenkins --fault commit-then-timeout@trigger-build --fault restart=5000@get-build
`;

/** Adds `sluice simulate jenkins`. */
export function addSimulateJenkins(simulate: Command, context: CommandContext): void {
  simulate
    .command('jenkins')
    .description("Start a simulated Jenkins: Jenkins' API over builds that only pretend to run.")
    .option('-p, --port <number>', 'port to listen on; 0 takes any that is free', parsePort, 0)
    .option('--user <name>', 'the user that it knows', 'sluice')
    .option('--token <token>', 'the API token of the user', 'simulator-token')
    .option(
      '--job <path[:NAMES]>',
      `a job that it has, with the parameters that it declares beside those of Sluice; may be repeated (default: "${DEFAULT_JOB}")`,
      collectJob,
    )
    .addOption(faultOption(JENKINS_FAULTS))
    .addHelpText('after', `${faultHelp(JENKINS_FAULTS)}${EXAMPLES}`)
    .action((options: SimulateJenkinsOptions) => simulateJenkins(options, context));
}

async function simulateJenkins(options: SimulateJenkinsOptions, { stdout, signal }: CommandContext): Promise<void> {
  const { port, user, token, job: jobs = collectJob(DEFAULT_JOB), fault: faults = [] } = options;
  const { url, simulator, close } = await startJenkinsSimulator({ port, users: [{ user, apiToken: token }], jobs });
  for (const fault of faults) simulator.injectFault(fault);
  stdout.write(`A simulated Jenkins listens on ${url}
  jobs  ${jobs.map(jobText).join('\n        ')}

To use it, in another terminal:
  export JENKINS_URL=${url}
  export JENKINS_USER=${user}
  export JENKINS_TOKEN=${token}

To see what it was asked, and to let something go wrong:
  curl ${url}/_control/requests
  curl ${url}/_control/faults --json '{"kind":"commit-then-timeout","route":"trigger-build"}'
`);
  await untilStopped(signal);
  await close();
}

function jobText({ path, parameters }: DeclaredJob): string {
  return `${path} (${parameters.map(({ name }) => name).join(', ')})`;
}
