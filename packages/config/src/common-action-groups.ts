import { createRequire } from 'node:module';
import type { OpenApiDocument } from '@sluice/core';
import { readActionGroupFile } from './action-group-document.ts';

/** The action groups that Sluice brings along, for `defineAgents`. */
const NAMES = ['executions', 'orchestration', 'memory'] as const;

/** The documents, by name. @public */
export type CommonActionGroups = Readonly<Record<(typeof NAMES)[number], OpenApiDocument>>;

/** Reads the action groups that every agent of Sluice shares, from `@sluice/schemas`. @public */
export function readCommonActionGroups(): CommonActionGroups {
  const require = createRequire(import.meta.url);
  const entries = NAMES.map((name) => {
    const path = require.resolve(`@sluice/schemas/action-groups/${name}.openapi.yaml`);
    return [name, readActionGroupFile(path).document] as const;
  });
  return Object.fromEntries(entries) as CommonActionGroups;
}
