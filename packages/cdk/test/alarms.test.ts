import type { LoadedConfig } from '@sluice/config';
import type { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AgentRuntimeArtifact } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Alarm, type IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  AgentBridge,
  AgentCorePipelineServer,
  ChatApi,
  ChatHandler,
  ExecutionEvents,
  ExecutionMetrics,
  ExecutionTable,
  FargatePipelineServer,
  LambdaPipelineServer,
  SluiceAlarms,
  type SluiceAlarmsProps,
  SluiceDashboard,
} from '../src/index.ts';
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
  const events = new ExecutionEvents(stack, 'Events', { executions });
  const parts = { functions: bridge.functions, executions, chatApi, executionMetrics, events };
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

  it('watches the queue of events that nobody was told of', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Namespace: 'AWS/SQS',
      Threshold: 1,
    });
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

describe('SluiceAlarms of a server', () => {
  const image = ContainerImage.fromRegistry('registry.example.com/sluice');
  const code = Code.fromInline('exports.handler = exports.sweep = () => {}');
  const artifact = AgentRuntimeArtifact.fromImageUri('111122223333.dkr.ecr.eu-west-1.amazonaws.com/server:1');

  async function alarmsOf(make: (scope: Stack, parts: Parts) => SluiceAlarmsProps): Promise<Template> {
    const scope = teamStack();
    const parts = { config: await teamConfig(), executions: new ExecutionTable(scope, 'Executions') };
    const watched = make(scope, parts);
    new SluiceAlarms(scope, 'Alarms', watched);
    new SluiceDashboard(scope, 'Dashboard', watched);
    Annotations.fromStack(scope).hasInfo('/Team/Alarms', Match.stringLikeRegexp('tell nobody: give them actions'));
    return Template.fromStack(scope);
  }

  function metricsOf(made: Template): string[] {
    return Object.values(made.findResources('AWS::CloudWatch::Alarm')).map(
      ({ Properties: { MetricName, Dimensions } }) =>
        `${MetricName} ${JSON.stringify(Dimensions).match(/Server\w*?(Function|Service|Runtime)|Chat/)?.[0]}`,
    );
  }

  it('on Lambda tell of its crashes and of sweeps that fail or come no more', async () => {
    const made = await alarmsOf((scope, parts) => ({
      server: new LambdaPipelineServer(scope, 'Server', { ...parts, code }),
    }));
    expect(metricsOf(made).sort()).toEqual([
      'Errors ServerFunction',
      'Errors ServerSweepFunction',
      'Invocations ServerSweepFunction',
      'Throttles ServerFunction',
      'Throttles ServerSweepFunction',
    ]);
    made.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'Invocations',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      TreatMissingData: 'breaching',
    });
    expect(JSON.stringify(made.findResources('AWS::CloudWatch::Dashboard'))).toContain('## Pipeline server');
  });

  it('on Fargate tell that no task runs, and that all are busy', async () => {
    const made = await alarmsOf((scope, parts) => ({
      server: new FargatePipelineServer(scope, 'Server', { ...parts, image }),
    }));
    made.resourceCountIs('AWS::CloudWatch::Alarm', 2);
    made.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'CPUUtilization',
      Statistic: 'SampleCount',
      Period: 60,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
    made.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'CPUUtilization', Threshold: 90 });
  });

  it('in AgentCore tell of its failures, and of its sweep', async () => {
    const made = await alarmsOf((scope, parts) => ({
      server: new AgentCorePipelineServer(scope, 'Server', { ...parts, artifact }),
    }));
    const metrics = metricsOf(made).map((metric) => metric.split(' ')[0]);
    expect(metrics).toEqual(expect.arrayContaining(['SystemErrors', 'Throttles', 'Invocations']));
    made.resourceCountIs('AWS::CloudWatch::Alarm', 5);
  });

  it('tell of turns that were dropped, where a chat goes on after its 202', async () => {
    const made = await alarmsOf((scope) => ({
      functions: [new ChatHandler(scope, 'Chat', { delivery: 'whole' })],
    }));
    expect(metricsOf(made)).toContain('AsyncEventsDropped Chat');
  });
});

interface Parts {
  readonly config: LoadedConfig;
  readonly executions: ExecutionTable;
}

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
