import type { ExecutionStatus, StageStatus } from '@sluice/core';
import type { RunProgress } from '../runtime/local-event.ts';
import { plain, type Style } from './style.ts';

const MARKS: Readonly<Record<StageStatus, string>> = {
  succeeded: '✓',
  running: '▸',
  blocked: '‖',
  pending: '·',
  failed: '✗',
  cancelled: '⊘',
  skipped: '–',
};

const ENDED_BADLY: readonly ExecutionStatus[] = ['failed', 'lost', 'denied', 'expired'];

/** Writes where a run stands: `bootstrap in dev: running   validate ✓  plan ▸  apply ·`. */
export function progressText({ pipelineType, environment, status, stages }: RunProgress, style: Style): string {
  const colour = status === 'succeeded' ? style.good : ENDED_BADLY.includes(status) ? style.bad : style.strong;
  const steps = stages.map((stage) => `${plain(stage.name)} ${markOf(stage.status, style)}`).join('  ');
  return `${pipelineType} in ${environment}: ${colour(status.replace('_', ' '))}${steps === '' ? '' : `   ${steps}`}`;
}

function markOf(status: StageStatus, style: Style): string {
  if (status === 'succeeded') return style.good(MARKS.succeeded);
  if (status === 'failed') return style.bad(MARKS.failed);
  return MARKS[status];
}
