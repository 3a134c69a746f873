import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IPipelineServer } from '../pipeline-server/pipeline-server.ts';
import type { SweepSchedule } from '../sweep-schedule.ts';
import { FIVE_MINUTES, type Watches } from './watch.ts';
import { watchInvocations } from './watch-invocations.ts';

/** What there is of a pipeline server to be watched, wherever it runs. @public */
export type WatchedServer = Pick<IPipelineServer, 'function' | 'sweep' | 'service' | 'runtime'>;

/** Watches whether a pipeline server is there, and whether somebody follows its executions. */
export function watchServer({ function: server, sweep, service, runtime }: WatchedServer): Watches {
  return {
    ...(server === undefined ? {} : watchInvocations('server', server)),
    ...(sweep === undefined ? {} : watchSweep(sweep)),
    ...(service === undefined ? {} : watchService(service)),
    ...(runtime === undefined ? {} : watchRuntime(runtime)),
  };
}

function watchSweep({ function: sweep }: SweepSchedule): Watches {
  return {
    ...watchInvocations('sweep', sweep),
    'sweep-stopped': {
      metric: sweep.metricInvocations({ period: FIVE_MINUTES }),
      below: 1,
      periods: 2,
      says: 'Nobody follows executions that have not finished: look at the schedule of the sweep, and whether it is enabled.',
    },
  };
}

function watchService(service: NonNullable<WatchedServer['service']>): Watches {
  return {
    'server-gone': {
      // Each task gives one sample a minute.
      metric: service.metricCpuUtilization({ period: Duration.minutes(1), statistic: Stats.SAMPLE_COUNT }),
      below: 1,
      periods: 3,
      says: 'No task of the pipeline server runs. Look at the events of the ECS service, and at the end of the log.',
    },
    'server-busy': {
      metric: service.metricCpuUtilization({ period: FIVE_MINUTES }),
      from: 90,
      periods: 3,
      says: 'All tasks of the pipeline server are busy: raise the most that scaling may have, or give them more of a processor.',
    },
  };
}

function watchRuntime(runtime: NonNullable<WatchedServer['runtime']>): Watches {
  return {
    'runtime-errors': {
      metric: runtime.metricSystemErrors({ period: FIVE_MINUTES, statistic: Stats.SUM }),
      from: 1,
      says: 'AgentCore could not have the pipeline server answer. The log of the runtime says why it did not start.',
    },
    'runtime-throttles': {
      metric: runtime.metricThrottles({ period: FIVE_MINUTES, statistic: Stats.SUM }),
      from: 1,
      says: 'AgentCore held back calls of the pipeline server: look at the quotas of the account.',
    },
  };
}
