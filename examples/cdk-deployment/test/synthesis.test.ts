import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '@sluice/config';
import { App } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, inject, it } from 'vitest';
import { CHAT_FINDINGS } from '../lib/chat-findings.ts';
import { ChatStack } from '../lib/chat-stack.ts';
import { GATEWAY_FINDINGS } from '../lib/gateway-findings.ts';
import { SERVER_OPTIONS } from '../lib/server-option.ts';
import { synthesise } from './support/synthesis.ts';
import { directoryOf, templateOf } from './support/template.ts';

describe.each(SERVER_OPTIONS)('cdk synth -c server=%s', (option) => {
  it('works without a network and without an account', () => {
    const { exitCode, errors } = inject('syntheses')[option];
    expect(errors).not.toContain('ERROR');
    expect(exitCode).toBe(0);
    const { missing } = JSON.parse(readFileSync(join(directoryOf(option), 'manifest.json'), 'utf8'));
    expect(missing).toBeUndefined();
  });

  it('has no finding of the AWS Solutions checks that nobody has accepted', () => {
    const report = JSON.parse(readFileSync(join(directoryOf(option), 'validation-report.json'), 'utf8'));
    expect(report.pluginReports).toEqual([]);
  });
});

describe('the AWS Solutions checks', () => {
  it('find what is added and not accepted, and nothing else', async () => {
    const { context } = JSON.parse(readFileSync(join(import.meta.dirname, '../cdk.json'), 'utf8'));
    const app = new App({ context, outdir: join(directoryOf('lambda'), '../checks') });
    const config = await loadConfig(join(import.meta.dirname, '../sluice.config.ts'));
    const stack = new ChatStack(app, 'Pipelines', { config, server: 'lambda', env: { region: 'eu-west-1' } });
    new Bucket(stack, 'Open');
    const { violations } = new AwsSolutionsChecks(app).validateScope(app);
    const found = violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    );
    expect(found.sort()).toEqual([
      'AwsSolutions-S1 Pipelines/Open/Resource',
      'AwsSolutions-S10 Pipelines/Open/Resource',
    ]);
  });

  it.each([
    { findings: CHAT_FINDINGS, options: ['lambda', 'fargate'] as const },
    { findings: GATEWAY_FINDINGS, options: ['agentcore'] as const },
  ])('are accepted, with a reason, of resources that $options have', ({ findings, options }) => {
    const paths = options.flatMap((option) =>
      Object.values(templateOf(option).Resources).map(({ Metadata }) => Metadata?.['aws:cdk:path'] ?? ''),
    );
    for (const { at, reason } of findings) {
      expect(paths).toContainEqual(expect.stringMatching(at));
      expect(reason).toMatch(/^[A-Z].{20,}\.$/);
    }
  });
});

it('says which options there are where it is given another', async () => {
  const { exitCode, errors } = await synthesise('mainframe', join(directoryOf('lambda'), '../mainframe'));
  expect(errors).toContain('-c server=mainframe is none of fargate, lambda, agentcore');
  expect(exitCode).toBe(1);
});
