import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** Which log is read, and under which namespace its numbers are written. @public */
export interface ExecutionMetricsProps {
  /** Where the pipeline server writes its log. */
  readonly serverLogs: ILogGroup;
  /** `bridge.tools.metricsNamespace` */
  readonly metricsNamespace: string;
}

/**
 * Counts, from the pipeline server's log, what becomes of executions.
 *
 * @example
 * ```ts
 * const metrics = new ExecutionMetrics(this, 'Metrics', { serverLogs, metricsNamespace });
 * metrics.lost.createAlarm(this, 'Lost', { threshold: 1, evaluationPeriods: 1 });
 * ```
 * @public
 */
export class ExecutionMetrics extends Construct {
  /** Executions that were started. */
  readonly started: Metric;
  readonly succeeded: Metric;
  readonly failed: Metric;
  /** Executions of which it was not known, at first, whether there is a run. */
  readonly unknown: Metric;
  /** Executions of which nobody can tell what became of their run. */
  readonly lost: Metric;
  /** Second runs that carry the id of an execution. */
  readonly unexpectedRuns: Metric;

  constructor(
    scope: Construct,
    id: string,
    { serverLogs: logGroup, metricsNamespace: metricNamespace }: ExecutionMetricsProps,
  ) {
    super(scope, id);
    const count = (metricName: string, event: string): Metric =>
      new MetricFilter(this, metricName, {
        logGroup,
        filterPattern: FilterPattern.stringValue('$.event', '=', event),
        metricNamespace,
        metricName,
        defaultValue: 0,
      }).metric({ statistic: 'Sum' });
    this.started = count('ExecutionsStarted', 'execution.starting');
    this.succeeded = count('ExecutionsSucceeded', 'execution.succeeded');
    this.failed = count('ExecutionsFailed', 'execution.failed');
    this.unknown = count('ExecutionsUnknown', 'execution.unknown');
    this.lost = count('ExecutionsLost', 'execution.lost');
    this.unexpectedRuns = count('UnexpectedRuns', 'execution.unexpected_run');
  }
}
