import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** What is counted and timed during one invocation. */
export interface InvocationMetrics {
  count(name: string): void;
  duration(name: string, milliseconds: number): void;
  /** Writes all of it as one line that CloudWatch reads metrics out of, with further fields to search the line by. */
  publish(fields: Readonly<Record<string, string>>): void;
}

/**
 * Makes what makes the metrics of each invocation of a handler: in the namespace `Sluice`, or that of
 * `POWERTOOLS_METRICS_NAMESPACE`, with the dimension `service`. None where nobody reads them, outside of Lambda, or where
 * `POWERTOOLS_METRICS_DISABLED` says so.
 */
export function createLambdaMetrics(serviceName: string): () => InvocationMetrics {
  if (process.env['AWS_LAMBDA_FUNCTION_NAME'] === undefined) return () => NO_METRICS;
  const namespace = process.env['POWERTOOLS_METRICS_NAMESPACE'] || 'Sluice';
  const metrics = new Metrics({ namespace, serviceName });
  return () => {
    // Kept apart until the end, so that what goes on at the same time in this process does not get into this line.
    const values: [name: string, unit: typeof MetricUnit.Count | typeof MetricUnit.Milliseconds, value: number][] = [];
    return {
      count(name) {
        values.push([name, MetricUnit.Count, 1]);
      },
      duration(name, milliseconds) {
        values.push([name, MetricUnit.Milliseconds, Math.round(milliseconds * 10) / 10]);
      },
      publish(fields) {
        for (const value of values) metrics.addMetric(...value);
        for (const field of Object.entries(fields)) metrics.addMetadata(...field);
        metrics.publishStoredMetrics();
      },
    };
  };
}

const NO_METRICS: InvocationMetrics = { count() {}, duration() {}, publish() {} };
