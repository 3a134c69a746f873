import { executionTable } from '@sluice/store-dynamodb';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ExecutionEvents } from '../execution-events.ts';
import type { ExecutionMetrics } from '../execution-metrics.ts';
import type { ExecutionTable } from '../execution-table.ts';
import { FIVE_MINUTES, type Watches } from './watch.ts';

/** Watches the table and each of its indexes. */
export function watchTable({ table }: ExecutionTable): Watches {
  const indexes = (executionTable('').GlobalSecondaryIndexes ?? []).map(({ IndexName = '' }) => IndexName);
  const dimensions = { TableName: table.tableName };
  const throttled = (name: string, of: Readonly<Record<string, string>>): Watches => ({
    [`${name}-throttled`]: {
      metric: table.metric('WriteThrottleEvents', {
        period: FIVE_MINUTES,
        statistic: Stats.SUM,
        dimensionsMap: { ...dimensions, ...of },
      }),
      from: 1,
      says: `DynamoDB held back writes to ${name}: one partition gets too many. See docs/scale.md.`,
    },
  });
  const byIndex = indexes.map((name) => throttled(name, { GlobalSecondaryIndexName: name }));
  return Object.assign(throttled('executions', {}), ...byIndex);
}

/** Watches for what a person must look at. */
export function watchExecutions({ unknown, lost, unexpectedRuns }: ExecutionMetrics): Watches {
  return {
    'executions-unknown': {
      metric: unknown,
      from: 1,
      periods: 3,
      says: 'Starts keep having no answer. Look whether the CI system answers, and whether sweeps finish.',
    },
    'executions-lost': {
      metric: lost,
      from: 1,
      says: 'Nobody can tell what became of a run. Look for its SLUICE_EXECUTION_ID at the CI system before anybody retries it.',
    },
    'unexpected-runs': {
      metric: unexpectedRuns,
      from: 1,
      says: 'A second run carries the id of an execution. Look at both runs now: the record names them.',
    },
  };
}

/** Watches for events that nobody was told of. */
export function watchEvents({ deadLetters }: ExecutionEvents): Watches {
  return {
    'events-untold': {
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES, statistic: Stats.MAXIMUM }),
      from: 1,
      says: 'Changes of executions could not be put on the event bus for a day. Each message in the queue names the place in the stream; the executions themselves have the events.',
    },
  };
}
