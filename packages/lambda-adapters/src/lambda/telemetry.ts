import type { ServiceLogger } from '@sluice/core';
import { createLambdaLogger } from './lambda-logger.ts';
import { createLambdaMetrics } from './lambda-metrics.ts';
import { tracerFor } from './lambda-tracer.ts';
import type { Observation, ObservedSubject } from './observation.ts';
import { beginRecord } from './observation-record.ts';
import { startStopwatch } from './stopwatch.ts';
import { readXrayHeader } from './xray-header.ts';

/** Logger, metrics and tracer of a handler. */
export interface Telemetry {
  /**
   * Has the work of one invocation done and tells of it, however it ends: a line of log, a line of metrics, and a part of
   * the trace where it is traced.
   *
   * @throws what the work throws
   */
  observe<T>(subject: ObservedSubject, work: (observation: Observation) => Promise<T>): Promise<T>;
}

export interface TelemetryOptions {
  /** Names the handler: `mcp-proxy`. */
  readonly service: string;
  /** @defaultValue a Powertools logger */
  readonly logger?: ServiceLogger | undefined;
}

/**
 * Makes the telemetry of a handler.
 *
 * @example
 * ```ts
 * const telemetry = createTelemetry({ service: 'chat-handler' });
 * const handler = (event: unknown, context: LambdaContext) =>
 *   telemetry.observe({ context }, async ({ trace, call, ended }) => {
 *     const answer = await call('Bedrock', () => ask(event, trace));
 *     ended({ status: 200, outcome: 'answered', fields: {} });
 *     return answer;
 *   });
 * ```
 */
export function createTelemetry({ service, logger = createLambdaLogger(service) }: TelemetryOptions): Telemetry {
  const newMetrics = createLambdaMetrics(`sluice-${service}`);
  return {
    async observe(subject, work) {
      const elapsedMs = startStopwatch();
      const xray = readXrayHeader(process.env['_X_AMZN_TRACE_ID']);
      const tracer = await tracerFor(xray);
      const record = beginRecord({ service, logger, metrics: newMetrics(), tracer, subject, xray, elapsedMs });
      try {
        return await work(record.observation);
      } catch (error) {
        record.threw(error);
        throw error;
      } finally {
        record.tell();
      }
    },
  };
}
