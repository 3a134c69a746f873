import { fileURLToPath } from 'node:url';
import { loadConfig } from '@sluice/config';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { acceptFindings } from '../lib/accepted-findings.ts';
import { CHAT_FINDINGS } from '../lib/chat-findings.ts';
import { ChatStack } from '../lib/chat-stack.ts';
import { GATEWAY_FINDINGS } from '../lib/gateway-findings.ts';
import { GatewayStack } from '../lib/gateway-stack.ts';
import { toServerOption } from '../lib/server-option.ts';

const app = new App();
// A synthesis fails on what the AWS Solutions checks find and nobody has accepted with a reason.
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

const config = await loadConfig(fileURLToPath(new URL('../sluice.config.ts', import.meta.url)));
// Of no account, so that whoever is signed in gets the template that was reviewed, and nothing is looked up.
const props = { config, description: 'CI/CD pipelines that agents may run', env: { region: 'eu-west-1' } };

const server = toServerOption(app.node.tryGetContext('server'));
if (server === 'agentcore') acceptFindings(new GatewayStack(app, 'Pipelines', props), GATEWAY_FINDINGS);
else acceptFindings(new ChatStack(app, 'Pipelines', { ...props, server }), CHAT_FINDINGS);
