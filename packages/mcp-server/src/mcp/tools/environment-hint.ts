import type { PipelineEnvironment } from '@sluice/core';

const WORDS = {
  requester: 'a person must approve',
  'second-person': 'a second person must approve',
} as const;

/** Says which environments start nothing before a person has approved it. */
export function environmentHint(environments: ReadonlyMap<string, PipelineEnvironment>): string {
  const hints = [...environments].flatMap(([name, { approval }]) =>
    approval === 'none' ? [] : [` In ${name} ${WORDS[approval]} first.`],
  );
  return hints.join('');
}
