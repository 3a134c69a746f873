import { Duration } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';

/** When something is an alarm. */
export type Watch = AtLeast | TooFew;

interface Watched {
  readonly metric: IMetric;
  /** How many periods in a row. @defaultValue 1 */
  readonly periods?: number;
  /** What happened, and what to do. */
  readonly says: string;
}

/** Nothing counted is nothing wrong. */
interface AtLeast extends Watched {
  /** From which value on it is an alarm. */
  readonly from: number;
}

/** Nothing counted is what is wrong. */
interface TooFew extends Watched {
  /** Below which value it is an alarm. */
  readonly below: number;
}

/** By the names of their alarms. */
export type Watches = Readonly<Record<string, Watch>>;

export const FIVE_MINUTES: Duration = Duration.minutes(5);
