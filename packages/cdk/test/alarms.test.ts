import type { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Alarm, type IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { beforeAll, describe, expect, it } from 'vitest';
import { AgentBridge, ChatApi, ExecutionMetrics, ExecutionTable, SluiceAlarms, SluiceDashboard } from '../src/index.ts';
import { DistantServer, teamConfig, teamStack } from './support/team.ts';

const ON_CALL = 'arn:aws:sns:eu-west-1:111122223333:on-call';
const onCall: IAlarmAction = { bind: () => ({ alarmActionArn: ON_CALL }) };

let stack: Stack;
let template: Template;
let alarms: SluiceAlarms;

beforeAll(async () => {
  stack = teamStack();
  const executions = new ExecutionTable(stack, 'Executions');
  const server = new DistantServer(stack, 'Server');
  const bridge = new AgentBridge(stack, 'Bridge', {
    config: await teamConfig(),
    server,
    executions,
    metricsNamespace: 'Team',
  });
  bridge.connectOrchestrator({ agentId: 'AGENT00001', agentAliasId: 'ALIAS00001' });
  bridge.connectSpecialists({ app: { agentId: 'AGENT00002', agentAliasId: 'ALIAS00002' } });
  const chatApi = new ChatApi(stack, 'Chat', { chatHandler: bridge.chatHandler, authorizer: 'iam' });
  const serverLogs = new LogGroup(stack, 'ServerLogs');
  const executionMetrics = new ExecutionMetrics(stack, 'Metrics', { serverLogs, metricsNamespace: 'Team' });
  const parts = { functions: bridge.functions, executions, chatApi, executionMetrics };
  alarms = new SluiceAlarms(stack, 'Alarms', { ...parts, actions: [onCall] });
  new SluiceDashboard(stack, 'Dashboard', parts);
  template = Template.fromStack(stack);
});

describe('SluiceAlarms', () => {
  it.each(['chat-handler', 'agent-invoker', 'mcp-proxy', 'memory-manager'])('watches %s', (service) => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'Team',
      MetricName: 'Failed',
      Dimensions: [{ Name: 'service', Value: `sluice-${service}` }],
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
    const names = stack.node.findAll().filter((part) => part instanceof Alarm);
    for (const what of ['errors', 'throttles', 'duration']) {
      expect(names.map(({ node }) => node.id)).toContain(`${service}-${what}`);
    }
  });

  it('sounds before a function runs out of time', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'Duration',
      Statistic: 'Maximum',
      Threshold: 54_000,
    });
  });

  it('counts what became of executions from the log of the server', () => {
    for (const [event, MetricName] of [
      ['execution.lost', 'ExecutionsLost'],
      ['execution.unknown', 'ExecutionsUnknown'],
      ['execution.unexpected_run', 'UnexpectedRuns'],
    ] as const) {
      template.hasResourceProperties('AWS::Logs::MetricFilter', {
        FilterPattern: `{ $.event = "${event}" }`,
        LogGroupName: { Ref: Match.stringLikeRegexp('^ServerLogs') },
        MetricTransformations: [Match.objectLike({ MetricName, MetricNamespace: 'Team', MetricValue: '1' })],
      });
      template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName, Namespace: 'Team', Statistic: 'Sum' });
    }
  });

  it('watches the table and each of its indexes for writes that are held back', () => {
    for (const index of ['environment-index', 'unfinished-index']) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        MetricName: 'WriteThrottleEvents',
        Dimensions: Match.arrayWith([{ Name: 'GlobalSecondaryIndexName', Value: index }]),
      });
    }
  });

  it('watches the API for failures', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: '5XXError' });
  });

  it('says in each alarm what to do, and does what it was given', () => {
    template.allResourcesProperties('AWS::CloudWatch::Alarm', {
      AlarmDescription: Match.stringLikeRegexp('.{30}'),
      AlarmActions: [ON_CALL],
      AlarmName: Match.absent(),
    });
    template.resourceCountIs('AWS::CloudWatch::Alarm', alarms.alarms.length);
  });
});

describe('SluiceDashboard', () => {
  it('shows executions, chat, each function and the table', () => {
    const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
    const body = JSON.stringify(dashboard);
    for (const title of [
      'Executions',
      'Chat',
      'chat-handler',
      'agent-invoker',
      'mcp-proxy',
      'memory-manager',
      'Table',
    ]) {
      expect(body).toContain(`## ${title}`);
    }
    expect(body).toContain('PipelineServerDuration');
    expect(dashboard?.['Properties'].DashboardName).toBeUndefined();
  });
});
