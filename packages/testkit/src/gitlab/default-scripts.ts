import type { GitLabJobScript, GitLabScript, GitLabStageScript, GitLabStepScript } from './script.ts';

/** Returns what the pipelines of a type do when the project has no script of its own; about six seconds each. */
export function defaultScript(pipelineType: string | undefined): GitLabScript {
  return SCRIPTS.get(pipelineType ?? '') ?? GENERIC;
}

function stage(name: string, ...jobs: GitLabJobScript[]): GitLabStageScript {
  return { name, jobs };
}

function job(name: string, ...steps: GitLabStepScript[]): GitLabJobScript {
  return { name, steps };
}

function step(command: string, durationMs: number, ...log: string[]): GitLabStepScript {
  return { command, durationMs, log };
}

const BOOTSTRAP: GitLabScript = {
  stages: [
    stage(
      'validate',
      job(
        'lint',
        step('npm ci', 400, 'added 312 packages in 4s'),
        step('npx cdk synth --quiet', 500, 'Synthesizing the bootstrap stacks of $ENVIRONMENT', 'No findings'),
      ),
    ),
    stage(
      'plan',
      job(
        'diff',
        step(
          'npx cdk diff "bootstrap-$ENVIRONMENT/*"',
          1000,
          'Stack bootstrap-$ENVIRONMENT/network',
          '[+] AWS::EC2::VPC Vpc',
          'Stack bootstrap-$ENVIRONMENT/keys',
          '[+] AWS::KMS::Key DataKey',
          'Number of stacks with differences: 2',
        ),
      ),
    ),
    stage(
      'deploy',
      job(
        'deploy-bootstrap',
        step(
          'npx cdk bootstrap --require-approval never',
          900,
          'Bootstrapping the toolkit stack of $ENVIRONMENT',
          'CDKToolkit: environment bootstrapped',
        ),
        step(
          'npx cdk deploy "bootstrap-$ENVIRONMENT/*" --require-approval never',
          1300,
          'bootstrap-$ENVIRONMENT/network: creating CloudFormation changeset',
          'bootstrap-$ENVIRONMENT/network: CREATE_COMPLETE',
          'bootstrap-$ENVIRONMENT/keys: creating CloudFormation changeset',
          'bootstrap-$ENVIRONMENT/keys: CREATE_COMPLETE',
        ),
      ),
    ),
    stage(
      'verify',
      job(
        'smoke-test',
        step('npm run verify', 900, 'VPC of $ENVIRONMENT is available', 'Key rotation is on', '2 of 2 checks passed'),
      ),
    ),
  ],
};

const COMPUTE: GitLabScript = {
  stages: [
    stage(
      'validate',
      job('lint', step('npx cdk synth --quiet', 800, 'Synthesizing the compute stacks of $ENVIRONMENT', 'No findings')),
    ),
    stage(
      'plan',
      job(
        'diff',
        step(
          'npx cdk diff "compute-$ENVIRONMENT/*"',
          1000,
          'Stack compute-$ENVIRONMENT/cluster',
          '[~] AWS::EKS::Nodegroup Workers',
          'Number of stacks with differences: 1',
        ),
      ),
    ),
    stage(
      'deploy',
      job(
        'deploy-cluster',
        step(
          'npx cdk deploy "compute-$ENVIRONMENT/*" --require-approval never',
          2200,
          'compute-$ENVIRONMENT/cluster: creating CloudFormation changeset',
          'compute-$ENVIRONMENT/cluster: UPDATE_IN_PROGRESS AWS::EKS::Nodegroup Workers',
          'compute-$ENVIRONMENT/cluster: UPDATE_COMPLETE',
        ),
      ),
    ),
    stage(
      'verify',
      job(
        'node-health',
        step('kubectl wait --for=condition=Ready nodes --all', 1000, 'All nodes of $ENVIRONMENT are ready'),
      ),
    ),
  ],
};

const APP: GitLabScript = {
  stages: [
    stage(
      'build',
      job('compile', step('npm run build', 900, 'Compiled 214 modules')),
      job('unit-tests', step('npm test', 1100, 'Test files  41 passed', 'Tests  377 passed')),
    ),
    stage('package', job('image', step('docker build --push .', 900, 'Image for $ENVIRONMENT pushed'))),
    stage(
      'deploy',
      job(
        'deploy-app',
        step(
          'helm upgrade --install app ./chart --namespace "$ENVIRONMENT" --wait',
          1700,
          'Release "app" has been upgraded in $ENVIRONMENT',
          'STATUS: deployed',
        ),
      ),
    ),
    stage(
      'verify',
      job('smoke-test', step('npm run smoke', 1000, 'GET /health of $ENVIRONMENT: 200', '5 of 5 checks passed')),
    ),
  ],
};

const GENERIC: GitLabScript = {
  stages: [
    stage('build', job('compile', step('make', 1200, 'Building for $ENVIRONMENT', 'Done'))),
    stage('test', job('test', step('make test', 1200, '12 of 12 tests passed'))),
    stage('deploy', job('deploy', step('make deploy', 2200, 'Deploying $PIPELINE_TYPE to $ENVIRONMENT', 'Deployed'))),
  ],
};

const SCRIPTS: ReadonlyMap<string, GitLabScript> = new Map([
  ['bootstrap', BOOTSTRAP],
  ['compute', COMPUTE],
  ['app', APP],
]);
