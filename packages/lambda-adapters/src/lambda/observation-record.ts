import type { ServiceLogger } from '@sluice/core';
import { carefulLogger, concealer } from './careful-logger.ts';
import { takeColdStart } from './cold-start.ts';
import { errorFields } from './error-fields.ts';
import { logOutcome } from './lambda-logger.ts';
import type { InvocationMetrics } from './lambda-metrics.ts';
import type { LambdaTracer } from './lambda-tracer.ts';
import {
  type Observation,
  type ObservedOutcome,
  type ObservedSubject,
  type OutcomeClass,
  outcomeClass,
} from './observation.ts';
import { principalOf } from './principal.ts';
import { startStopwatch } from './stopwatch.ts';
import { type TraceContext, traceContextOf, traceIdOf } from './trace-context.ts';
import type { XrayHeader } from './xray-header.ts';

/** What is known of one invocation, until it is told. */
export interface ObservationRecord {
  readonly observation: Observation;
  /** Notes that the work threw. */
  threw(error: unknown): void;
  /** Writes the lines and ends the part of the trace. */
  tell(): void;
}

export interface RecordParts {
  readonly service: string;
  readonly logger: ServiceLogger;
  readonly metrics: InvocationMetrics;
  readonly tracer: LambdaTracer;
  readonly subject: ObservedSubject;
  readonly xray: XrayHeader | undefined;
  /** Milliseconds since the invocation began. */
  readonly elapsedMs: () => number;
}

const OUTCOME_METRICS: Readonly<Record<OutcomeClass, string>> = {
  answered: 'Answered',
  refused: 'Refused',
  failed: 'Failed',
};

/** Begins the record of one invocation. */
export function beginRecord(parts: RecordParts): ObservationRecord {
  const { service, metrics, subject, elapsedMs } = parts;
  const { secrets = [] } = subject;
  const trace = traceContextOf(subject.sessionAttributes ?? {}, parts.xray);
  const logger = carefulLogger(parts.logger, correlationOf(subject, trace), secrets);
  const part = parts.tracer(`## ${process.env['_HANDLER'] ?? service}`);
  const isCold = takeColdStart();
  let end: ObservedOutcome = { status: 500, outcome: 'internal_error', fields: {} };

  const call: Observation['call'] = async (name, work) => {
    const callMs = startStopwatch();
    const callPart = part.begin(name);
    let outcome: OutcomeClass = 'failed';
    try {
      const result = await work();
      outcome = 'answered';
      return result;
    } finally {
      metrics.duration(`${name}Duration`, callMs());
      callPart.end(outcome);
    }
  };

  return {
    observation: {
      logger,
      trace,
      call,
      count: metrics.count,
      ended(outcome) {
        end = outcome;
      },
    },
    threw(error) {
      end = { ...end, status: 500, fields: { ...end.fields, ...errorFields(error) } };
    },
    tell() {
      const durationMs = elapsedMs();
      logOutcome(logger, end.status, { ...end.fields, outcome: end.outcome, duration_ms: Math.round(durationMs) });
      part.annotate({ Service: `sluice-${service}`, ColdStart: isCold, ...annotationsOf(end, concealer(secrets)) });
      part.end(outcomeClass(end));
      if (isCold) metrics.count('ColdStart');
      metrics.count(OUTCOME_METRICS[outcomeClass(end)]);
      metrics.duration('Duration', durationMs);
      metrics.publish({ outcome: end.outcome, function_request_id: subject.context.awsRequestId });
    },
  };
}

/** What lines of log are found by. Powertools adds X-Ray's own id of this invocation. */
function correlationOf(
  { context, sessionId, sessionAttributes }: ObservedSubject,
  trace: TraceContext,
): Record<string, unknown> {
  const traceId = traceIdOf(trace);
  const principal = principalOf(sessionAttributes);
  return {
    function_request_id: context.awsRequestId,
    ...(principal === undefined ? {} : { principal }),
    ...(sessionId === undefined ? {} : { session_id: sessionId }),
    ...(traceId === undefined ? {} : { trace_id: traceId }),
  };
}

/** What traces are found by. */
function annotationsOf(
  { outcome, fields }: ObservedOutcome,
  conceal: (text: string) => string,
): Record<string, string> {
  const known = { outcome, operation: fields['operation'], execution_id: fields['execution_id'] };
  const texts = Object.entries(known).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(texts.map(([name, value]) => [name, conceal(value)]));
}
