import { fileURLToPath } from 'node:url';
import { type LoadedConfig, loadConfig } from '@sluice/config';
import { App, Stack } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { IPipelineServer } from '../../src/index.ts';

/** Reads the config that the constructs are tried with. */
export function teamConfig(): Promise<LoadedConfig> {
  return loadConfig(fileURLToPath(new URL('sluice.config.ts', import.meta.url)));
}

/** Makes an app whose synthesis does no more than a test looks at. */
export function teamApp(): App {
  return new App({ stackTraces: false, treeMetadata: false, analyticsReporting: false });
}

/** Makes a stack as a team's: an account and a region, and nothing to look up. */
export function teamStack(id = 'Team', scope: Construct = teamApp()): Stack {
  return new Stack(scope, id, { env: { region: 'eu-west-1', account: '111122223333' } });
}

/** A pipeline server that somebody else runs, whose API key is in Secrets Manager. */
export class DistantServer extends Construct implements IPipelineServer {
  readonly proxyEnvironment: Readonly<Record<string, string>>;
  readonly logGroup: LogGroup;
  private readonly apiKey: Secret;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.apiKey = new Secret(this, 'ApiKey');
    this.logGroup = new LogGroup(this, 'Logs', { retention: RetentionDays.THREE_MONTHS });
    this.proxyEnvironment = {
      MCP_SERVER_URL: 'https://pipelines.example.com',
      MCP_SERVER_API_KEY_SECRET_ID: this.apiKey.secretArn,
    };
  }

  allowCalls(caller: LambdaFunction): void {
    this.apiKey.grantRead(caller);
  }
}
