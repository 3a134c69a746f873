import { fileURLToPath } from 'node:url';
import { loadConfig } from '@sluice/config';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { PipelinesStack } from '../lib/pipelines-stack.ts';
import { toServerOption } from '../lib/server-option.ts';

const app = new App();
// A synthesis fails on what the AWS Solutions checks find and nobody has accepted with a reason.
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

new PipelinesStack(app, 'Pipelines', {
  description: 'Pipelines that agents may run',
  env: { region: 'eu-west-1', ...accountOf(process.env['CDK_DEFAULT_ACCOUNT']) },
  config: await loadConfig(fileURLToPath(new URL('../sluice.config.ts', import.meta.url))),
  server: toServerOption(app.node.tryGetContext('server')),
});

function accountOf(account: string | undefined): { readonly account?: string } {
  return account === undefined ? {} : { account };
}
