import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { FIVE_MINUTES, type Watches } from './watch.ts';

/** Watches what any function may suffer. */
export function watchInvocations(name: string, watched: LambdaFunction): Watches {
  return {
    [`${name}-errors`]: {
      metric: watched.metricErrors({ period: FIVE_MINUTES }),
      from: 1,
      says: `${name} crashed or ran out of time. Its log has the invocation.`,
    },
    [`${name}-throttles`]: {
      metric: watched.metricThrottles({ period: FIVE_MINUTES }),
      from: 1,
      says: `${name} was not let run: raise its reserved concurrency, or the account's.`,
    },
  };
}
