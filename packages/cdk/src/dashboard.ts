import { Dashboard, GraphWidget, type IMetric, Stats, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { WatchedParts } from './alarms/sluice-alarms.ts';
import type { WatchedServer } from './alarms/watch-server.ts';
import type { HandlerDuration, HandlerFunction, HandlerName } from './handler-function.ts';

/** What the dashboard shows. @public */
export type SluiceDashboardProps = WatchedParts;

const WIDTH = 24;

/**
 * A CloudWatch dashboard: what became of executions, who chatted, how the functions do, what the table takes.
 *
 * @example
 * ```ts
 * new SluiceDashboard(this, 'Dashboard', { functions: bridge.functions, executions, chatApi });
 * ```
 * @public
 */
export class SluiceDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: SluiceDashboardProps) {
    super(scope, id);
    const { functions = [], server, executions, chatApi, executionMetrics } = props;
    this.dashboard = new Dashboard(this, 'Dashboard');
    if (executionMetrics !== undefined) {
      const { started, succeeded, failed, unknown, lost, unexpectedRuns } = executionMetrics;
      this.row('Executions', [
        graph('Executions', [started, succeeded, failed]),
        graph('Look at these', [unknown, lost, unexpectedRuns]),
      ]);
    }
    if (chatApi !== undefined) {
      this.row('Chat', [
        graph('Requests', [chatApi.metricRequests()]),
        graph('Failures', [chatApi.metricServerErrors()]),
      ]);
    }
    for (const handler of functions) this.row(handler.bundle, graphsOf(handler));
    const serverGraphs = server === undefined ? [] : graphsOfServer(server);
    if (serverGraphs.length > 0) this.row('Pipeline server', serverGraphs);
    if (executions === undefined) return;
    const { table } = executions;
    this.row('Table', [
      graph('Capacity', [table.metricConsumedReadCapacityUnits(), table.metricConsumedWriteCapacityUnits()]),
      graph('Held back', [
        table.metric('ReadThrottleEvents', { statistic: Stats.SUM }),
        table.metric('WriteThrottleEvents', { statistic: Stats.SUM }),
      ]),
    ]);
  }

  private row(title: string, graphs: readonly GraphWidget[]): void {
    this.dashboard.addWidgets(new TextWidget({ markdown: `## ${title}`, width: WIDTH, height: 1 }));
    this.dashboard.addWidgets(...graphs);
  }
}

/** What a function waits for. */
const WAITS: Readonly<Record<HandlerName, HandlerDuration>> = {
  'chat-handler': 'AgentDuration',
  'agent-invoker': 'AgentDuration',
  'mcp-proxy': 'PipelineServerDuration',
  'memory-manager': 'MemoryDuration',
};

function graphsOf(handler: HandlerFunction): readonly GraphWidget[] {
  const outcomes = [
    handler.metricOf('Answered'),
    handler.metricOf('Refused'),
    handler.metricOf('Failed'),
    handler.metricErrors(),
    handler.metricThrottles(),
  ];
  const percentiles = (name: HandlerDuration): readonly IMetric[] => [
    handler.metricOf(name, { statistic: Stats.p(50), label: `${name} p50` }),
    handler.metricOf(name, { statistic: Stats.p(95), label: `${name} p95` }),
  ];
  const durations = [...percentiles('Duration'), ...percentiles(WAITS[handler.bundle])];
  return [graph('Outcomes', outcomes), graph('Duration, ms', durations)];
}

function graphsOfServer({ function: server, sweep, service, runtime }: WatchedServer): readonly GraphWidget[] {
  const invocations = (of: LambdaFunction): readonly IMetric[] => [
    of.metricInvocations(),
    of.metricErrors(),
    of.metricThrottles(),
  ];
  return [
    ...(server === undefined ? [] : [graph('Requests', invocations(server))]),
    ...(sweep === undefined ? [] : [graph('Sweeps', invocations(sweep.function))]),
    ...(service === undefined
      ? []
      : [graph('Load, %', [service.metricCpuUtilization(), service.metricMemoryUtilization()])]),
    ...(runtime === undefined
      ? []
      : [graph('Runtime', [runtime.metricInvocations(), runtime.metricSystemErrors(), runtime.metricThrottles()])]),
  ];
}

function graph(title: string, left: readonly IMetric[]): GraphWidget {
  return new GraphWidget({ title, left: [...left], width: WIDTH / 2 });
}
