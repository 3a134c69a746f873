import { type Clock, type SweepReport, UNFINISHED_STATUSES } from '@sluice/core';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Measures the sweeps of this server, and what they find unfinished. @public */
export interface SweepMetrics {
  /** Takes down a sweep: its report, undefined when it failed, and how long it took. */
  onSweep(report: SweepReport | undefined, durationMs: number): void;
}

const DURATIONS = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 120, 300];

/**
 * Makes the metrics of sweeps. What is unfinished is counted anew by each sweep from the store, so it is true after a
 * restart too, as soon as this server has swept; before that there are no such numbers.
 */
export function createSweepMetrics(registry: Registry, clock: Clock): SweepMetrics {
  const registers = [registry];
  let sweptAt = clock.now();
  const unfinished = new Gauge({
    name: 'sluice_executions_unfinished',
    help: 'Executions that had not finished when this server last swept, by status.',
    labelNames: ['status'],
    registers,
  });
  const unknown = new Gauge({
    name: 'sluice_executions_unknown',
    help: 'Executions of which it was not known whether there is a run when this server last swept.',
    registers,
  });
  const left = new Gauge({
    name: 'sluice_sweep_left',
    help: 'Executions that the last sweep should have looked at and left for the next one.',
    registers,
  });
  // Until a sweep has counted them there is no number: prom-client would say 0.
  unknown.remove();
  left.remove();
  new Gauge({
    name: 'sluice_sweep_lag_seconds',
    help: 'Time since this server last finished a sweep, or since it started.',
    registers,
    collect() {
      this.set((clock.now() - sweptAt) / 1000);
    },
  });
  const durations = new Histogram({
    name: 'sluice_sweep_duration_seconds',
    help: 'Time that a sweep took.',
    buckets: DURATIONS,
    registers,
  });
  const sweeps = new Counter({
    name: 'sluice_sweeps_total',
    help: 'Sweeps by outcome: swept; skipped, because another one was under way; failed.',
    labelNames: ['outcome'],
    registers,
  });
  for (const outcome of ['swept', 'skipped', 'failed']) sweeps.inc({ outcome }, 0);

  return {
    onSweep(report, durationMs) {
      sweeps.inc({ outcome: outcomeOf(report) });
      if (report?.swept !== true) return;
      sweptAt = clock.now();
      for (const status of UNFINISHED_STATUSES) unfinished.set({ status }, report.byStatus[status] ?? 0);
      unknown.set(report.byStatus.unknown ?? 0);
      left.set(report.left);
      durations.observe(durationMs / 1000);
    },
  };
}

function outcomeOf(report: SweepReport | undefined): 'swept' | 'skipped' | 'failed' {
  if (report === undefined) return 'failed';
  return report.swept ? 'swept' : 'skipped';
}
