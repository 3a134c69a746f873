import { executionTable } from '@sluice/store-dynamodb';
import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  type IMetric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { IChatApi } from './chat-api.ts';
import type { ExecutionMetrics } from './execution-metrics.ts';
import type { ExecutionTable } from './execution-table.ts';
import type { HandlerFunction } from './handler-function.ts';

/** The parts that are watched; what is left out is not. @public */
export interface WatchedParts {
  /** `bridge.functions`, or `tools.functions`. */
  readonly functions: readonly HandlerFunction[];
  readonly executions?: ExecutionTable | undefined;
  readonly chatApi?: IChatApi | undefined;
  readonly executionMetrics?: ExecutionMetrics | undefined;
}

/** @public */
export interface SluiceAlarmsProps extends WatchedParts {
  /** What an alarm does, such as `new SnsAction(topic)`. @defaultValue nothing: it is there to be seen */
  readonly actions?: readonly IAlarmAction[] | undefined;
}

interface Watch {
  readonly metric: IMetric;
  /** From which value on it is an alarm. */
  readonly from: number;
  /** How many periods in a row. @defaultValue 1 */
  readonly periods?: number;
  /** What happened, and what to do. */
  readonly says: string;
}

/** Of a function's time: close to it, an agent's turn is about to be cut. */
const NEAR_TIMEOUT = 0.9;

const FIVE_MINUTES = Duration.minutes(5);

/**
 * Alarms for whoever is on call, each with what to do in its description.
 *
 * @example
 * ```ts
 * new SluiceAlarms(this, 'Alarms', { functions: bridge.functions, executions, actions: [new SnsAction(onCall)] });
 * ```
 * @public
 */
export class SluiceAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: SluiceAlarmsProps) {
    super(scope, id);
    const { functions, executions, chatApi, executionMetrics, actions = [] } = props;
    const watches = {
      ...Object.assign({}, ...functions.map(watchFunction)),
      ...(executions === undefined ? {} : watchTable(executions)),
      ...(chatApi === undefined ? {} : watchApi(chatApi)),
      ...(executionMetrics === undefined ? {} : watchExecutions(executionMetrics)),
    } satisfies Record<string, Watch>;
    this.alarms = Object.entries<Watch>(watches).map(([name, watch]) => this.raise(name, watch));
    for (const alarm of this.alarms) alarm.addAlarmAction(...actions);
  }

  private raise(name: string, { metric, from, periods = 1, says }: Watch): Alarm {
    return new Alarm(this, name, {
      metric,
      threshold: from,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: periods,
      alarmDescription: says,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}

type Watches = Readonly<Record<string, Watch>>;

function watchFunction(handler: HandlerFunction): Watches {
  const { bundle, timeout = FIVE_MINUTES } = handler;
  const nearMs = timeout.toMilliseconds() * NEAR_TIMEOUT;
  return {
    [`${bundle}-errors`]: {
      metric: handler.metricErrors({ period: FIVE_MINUTES }),
      from: 1,
      says: `${bundle} crashed or ran out of time. Its log has the invocation.`,
    },
    [`${bundle}-throttles`]: {
      metric: handler.metricThrottles({ period: FIVE_MINUTES }),
      from: 1,
      says: `${bundle} was not let run: raise its reserved concurrency, or the account's.`,
    },
    [`${bundle}-duration`]: {
      metric: handler.metricDuration({ period: FIVE_MINUTES, statistic: Stats.MAXIMUM }),
      from: nearMs,
      says: `${bundle} took nine tenths of its time. See in its trace what it waited for, or raise its timeout.`,
    },
    [`${bundle}-failed`]: {
      metric: handler.metricOf('Failed', { period: FIVE_MINUTES }),
      from: 1,
      says: `${bundle} answered with a failure. Search its log for level = "ERROR".`,
    },
    ...(bundle === 'mcp-proxy' ? watchProxy(handler) : {}),
  };
}

function watchProxy(proxy: HandlerFunction): Watches {
  return {
    'mcp-proxy-unrecorded': {
      metric: proxy.metricOf('Unrecorded', { period: FIVE_MINUTES }),
      from: 1,
      says: 'The proxy could not note what it was answered: the memory lags behind the server. Look at the table.',
    },
    'mcp-proxy-server-slow': {
      metric: proxy.metricOf('PipelineServerDuration', { period: FIVE_MINUTES, statistic: Stats.p(95) }),
      // A request may wait for the end of an execution for 25 seconds.
      from: 28_000,
      periods: 3,
      says: 'The pipeline server keeps the proxy waiting. Look whether it has enough of itself, and whether the CI system answers.',
    },
  };
}

function watchTable({ table }: ExecutionTable): Watches {
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

function watchApi(chatApi: IChatApi): Watches {
  return {
    'chat-5xx': {
      metric: chatApi.metricServerErrors(),
      from: 1,
      says: 'A user got no answer but a failure. The access log has the request, the log of chat-handler the reason.',
    },
  };
}

function watchExecutions({ unknown, lost, unexpectedRuns }: ExecutionMetrics): Watches {
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
