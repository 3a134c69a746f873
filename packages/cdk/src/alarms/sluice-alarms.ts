import { Annotations } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IAlarmAction, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { IChatApi } from '../chat-api.ts';
import type { ExecutionEvents } from '../execution-events.ts';
import type { ExecutionMetrics } from '../execution-metrics.ts';
import type { ExecutionTable } from '../execution-table.ts';
import type { HandlerFunction } from '../handler-function.ts';
import type { Watch, Watches } from './watch.ts';
import { watchEvents, watchExecutions, watchTable } from './watch-executions.ts';
import { watchHandler } from './watch-handler.ts';
import { type WatchedServer, watchServer } from './watch-server.ts';

/** The parts that are watched; what is left out is not. @public */
export interface WatchedParts {
  /** `bridge.functions`, or `tools.functions`. */
  readonly functions?: readonly HandlerFunction[] | undefined;
  /** The pipeline server, and the sweep beside it. */
  readonly server?: WatchedServer | undefined;
  readonly executions?: ExecutionTable | undefined;
  readonly chatApi?: IChatApi | undefined;
  readonly executionMetrics?: ExecutionMetrics | undefined;
  readonly events?: ExecutionEvents | undefined;
}

/** What is watched, and who is told. @public */
export interface SluiceAlarmsProps extends WatchedParts {
  /** What an alarm does, such as `new SnsAction(topic)`. @defaultValue nothing: it is there to be seen, and a synthesis says so */
  readonly actions?: readonly IAlarmAction[] | undefined;
}

/**
 * Alarms for whoever is on call, each with what to do in its description.
 *
 * @example
 * ```ts
 * new SluiceAlarms(this, 'Alarms', { functions: bridge.functions, server, executions, actions: [new SnsAction(onCall)] });
 * ```
 * @public
 */
export class SluiceAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: SluiceAlarmsProps) {
    super(scope, id);
    const { actions = [] } = props;
    this.alarms = Object.entries(watchesOf(props)).map(([name, watch]) => this.raise(name, watch));
    for (const alarm of this.alarms) alarm.addAlarmAction(...actions);
    if (actions.length > 0) return;
    const message =
      'Alarms can be seen in CloudWatch and tell nobody: give them actions, such as new SnsAction(topic).';
    Annotations.of(this).addInfoV2('@sluice/cdk:alarmActions', message);
  }

  private raise(name: string, watch: Watch): Alarm {
    const { metric, periods = 1, says } = watch;
    return new Alarm(this, name, {
      metric,
      evaluationPeriods: periods,
      alarmDescription: says,
      ...('below' in watch
        ? {
            threshold: watch.below,
            comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
            treatMissingData: TreatMissingData.BREACHING,
          }
        : {
            threshold: watch.from,
            comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treatMissingData: TreatMissingData.NOT_BREACHING,
          }),
    });
  }
}

function watchesOf({ functions = [], server, executions, chatApi, executionMetrics, events }: WatchedParts): Watches {
  return {
    ...Object.assign({}, ...functions.map(watchHandler)),
    ...(server === undefined ? {} : watchServer(server)),
    ...(executions === undefined ? {} : watchTable(executions)),
    ...(chatApi === undefined ? {} : watchApi(chatApi)),
    ...(executionMetrics === undefined ? {} : watchExecutions(executionMetrics)),
    ...(events === undefined ? {} : watchEvents(events)),
  };
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
