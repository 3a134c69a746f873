import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '@sluice/config';
import { App, type Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, inject, it } from 'vitest';
import { acceptFindings } from '../lib/accepted-findings.ts';
import { CHAT_FINDINGS } from '../lib/chat-findings.ts';
import { ChatStack } from '../lib/chat-stack.ts';
import { GATEWAY_FINDINGS } from '../lib/gateway-findings.ts';
import { GatewayStack } from '../lib/gateway-stack.ts';
import { SERVER_OPTIONS, type ServerOption } from '../lib/server-option.ts';
import { synthesise } from './support/synthesis.ts';
import { directoryOf } from './support/template.ts';

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
    const { stack, found } = await checkedStack('lambda');
    new Bucket(stack, 'Open');
    acceptFindings(stack, CHAT_FINDINGS);
    expect(
      found()
        .map(({ id, path }) => `${id} ${path}`)
        .sort(),
    ).toEqual(['AwsSolutions-S1 Pipelines/Open/Resource', 'AwsSolutions-S10 Pipelines/Open/Resource']);
  });

  it.each([
    { findings: CHAT_FINDINGS, options: ['lambda', 'fargate'] as const },
    { findings: GATEWAY_FINDINGS, options: ['agentcore'] as const },
  ])('find of $options all that is accepted, each with a reason', async ({ findings, options }) => {
    const checked = await Promise.all(options.map((option) => checkedStack(option)));
    const found = checked.flatMap((each) => each.found());
    const stale = findings.filter(({ at, id }) => !found.some((each) => each.id === id && at.test(each.path)));
    expect(stale).toEqual([]);
    for (const { reason } of findings) expect(reason).toMatch(/^[A-Z].{20,}\.$/);
  });
});

interface Found {
  readonly id: string;
  readonly path: string;
}

/** Makes the stack of an option where nothing is accepted, and what lists the findings in it. */
async function checkedStack(option: ServerOption): Promise<{ readonly stack: Stack; found(): readonly Found[] }> {
  const { context } = JSON.parse(readFileSync(join(import.meta.dirname, '../cdk.json'), 'utf8'));
  const app = new App({ context, outdir: mkdtempSync(join(directoryOf(option), '../checks-')) });
  const config = await loadConfig(join(import.meta.dirname, '../sluice.config.ts'));
  const props = { config, env: { region: 'eu-west-1' } };
  const stack =
    option === 'agentcore'
      ? new GatewayStack(app, 'Pipelines', props)
      : new ChatStack(app, 'Pipelines', { ...props, server: option });
  return {
    stack,
    found: () =>
      new AwsSolutionsChecks(app)
        .validateScope(app)
        .violations.flatMap(({ ruleName: id, violatingResources }) =>
          violatingResources.map(({ constructPath: path = '' }) => ({ id, path })),
        ),
  };
}

it('says which options there are where it is given another', async () => {
  const { exitCode, errors } = await synthesise('mainframe', join(directoryOf('lambda'), '../mainframe'));
  expect(errors).toContain('-c server=mainframe is none of fargate, lambda, agentcore');
  expect(exitCode).toBe(1);
});
