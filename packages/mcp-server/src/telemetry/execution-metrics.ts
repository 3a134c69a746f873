import { type Catalog, type ErrorCode, type ExecutionEvent, isFinished } from '@sluice/core';
import { Counter, Histogram, type Registry } from 'prom-client';
import { createStartOutcomes } from './start-outcomes.ts';

/** Counts what executions come to. @public */
export interface ExecutionMetrics {
  /**
   * Takes down which pipelines and environments there are. Their series begin at 0, so that an alert sees the first
   * failure too; all others are counted as `other`.
   */
  expect(catalog: Catalog): void;
  /** Counts a change of an execution: fits `onEvent` of the execution service. */
  onEvent(event: ExecutionEvent): void;
  /** Counts a request that made no execution. */
  onNoExecution(request: FruitlessRequest): void;
}

/** A request to execute that made no execution. @public */
export interface FruitlessRequest {
  readonly pipelineType: string;
  readonly environment: string;
  /** `replayed`: it had been made before. Else the code of the error that it was answered with. */
  readonly outcome: 'replayed' | ErrorCode;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
/** In seconds: from a lint job to a night's migration. */
const DURATIONS = [5, 15, 30, MINUTE, 2 * MINUTE, 5 * MINUTE, 600, 1200, 1800, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR];

/** Events that people are woken for. */
const ALARMING = ['execution.unknown', 'execution.lost', 'execution.unexpected_run', 'execution.cancel_failed'];
const USUAL_OUTCOMES = ['started', 'refused', 'unknown'];

const PLACE = ['pipeline_type', 'environment'] as const;
const OTHER = { pipeline_type: 'other', environment: 'other' };

/** Makes the metrics of executions. */
export function createExecutionMetrics(registry: Registry): ExecutionMetrics {
  const registers = [registry];
  const starts = new Counter({
    name: 'sluice_executions_total',
    help: 'Starts and requests for them, by outcome: started; refused, by the CI system; unknown; awaiting_approval; replayed; or the code of the error.',
    labelNames: [...PLACE, 'outcome'],
    registers,
  });
  const transitions = new Counter({
    name: 'sluice_execution_transitions_total',
    help: 'Changes of executions that this server stored, by type of event.',
    labelNames: ['type', ...PLACE],
    registers,
  });
  const durations = new Histogram({
    name: 'sluice_execution_duration_seconds',
    help: 'Time from the request to the end of an execution, by the status that it ended in.',
    labelNames: [...PLACE, 'status'],
    buckets: DURATIONS,
    registers,
  });
  const places = new Map<string, typeof OTHER>();
  const startOutcomeOf = createStartOutcomes();

  function placeOf(pipelineType: string, environment: string): typeof OTHER {
    return places.get(`${pipelineType} ${environment}`) ?? OTHER;
  }

  return {
    expect(catalog) {
      for (const { pipelineType, environments } of catalog.pipelines) {
        for (const environment of environments.keys()) {
          const place = { pipeline_type: pipelineType, environment };
          places.set(`${pipelineType} ${environment}`, place);
          for (const outcome of USUAL_OUTCOMES) starts.inc({ ...place, outcome }, 0);
          for (const type of ALARMING) transitions.inc({ ...place, type }, 0);
        }
      }
    },
    onEvent(event) {
      const { type, execution } = event;
      const { pipelineType, environment, status, createdAt, finishedAt } = execution;
      const place = placeOf(pipelineType, environment);
      transitions.inc({ ...place, type });
      const outcome = startOutcomeOf(event);
      if (outcome !== undefined) starts.inc({ ...place, outcome });
      // Others, such as an unexpected run, may happen to an execution that has finished before.
      if (!isFinished(execution) || type !== `execution.${status}`) return;
      durations.observe({ ...place, status }, ((finishedAt ?? execution.updatedAt) - createdAt) / 1000);
    },
    onNoExecution({ pipelineType, environment, outcome }) {
      starts.inc({ ...placeOf(pipelineType, environment), outcome });
    },
  };
}
