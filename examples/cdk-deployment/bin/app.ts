import { fileURLToPath } from 'node:url';
import { loadConfig } from '@sluice/config';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ChatStack } from '../lib/chat-stack.ts';
import { GatewayStack } from '../lib/gateway-stack.ts';
import { toServerOption } from '../lib/server-option.ts';

const app = new App();
// A synthesis fails on what the AWS Solutions checks find and nobody has accepted with a reason.
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

const config = await loadConfig(fileURLToPath(new URL('../sluice.config.ts', import.meta.url)));
const account = process.env['CDK_DEFAULT_ACCOUNT'];
const props = {
  config,
  description: 'CI/CD pipelines that agents may run',
  env: { region: 'eu-west-1', ...(account === undefined ? {} : { account }) },
};

const server = toServerOption(app.node.tryGetContext('server'));
if (server === 'agentcore') new GatewayStack(app, 'Pipelines', props);
else new ChatStack(app, 'Pipelines', { ...props, server });
