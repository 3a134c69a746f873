import type { RunProgress } from '../runtime/local-event.ts';
import type { Interruption } from './reporter.ts';

/** Says what was left when somebody stopped it before there was an answer. */
export function interruptionText({ runs }: Interruption): readonly string[] {
  if (runs.length === 0) return ['Interrupted before there was an answer. No run had been seen by then.'];
  return [
    `Interrupted. ${runs.map(runText).join(' ')}`,
    ...runs.flatMap(({ url }) => (url === undefined ? [] : [url])),
  ];
}

function runText({ pipelineType, environment, executionId, status, finished }: RunProgress): string {
  const run = `${pipelineType} in ${environment} (execution ${executionId})`;
  const known = status.replace('_', ' ');
  return finished ? `${run} had ended: ${known}.` : `${run} was still ${known}; its end is not known here.`;
}
