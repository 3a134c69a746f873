import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { OpenApiDocument } from '@sluice/core';
import { parseActionGroup } from './action-group-document.ts';

/** The action groups that Sluice brings along, for `defineAgents`. */
const NAMES = ['executions', 'orchestration', 'memory'] as const;

/** Reads the action groups that every agent of Sluice shares, from `@sluice/schemas`. @public */
export async function loadCommonActionGroups(): Promise<Readonly<Record<(typeof NAMES)[number], OpenApiDocument>>> {
  const require = createRequire(import.meta.url);
  const entries = await Promise.all(
    NAMES.map(async (name) => {
      const path = require.resolve(`@sluice/schemas/action-groups/${name}.openapi.yaml`);
      return [name, parseActionGroup(path, await readFile(path, 'utf8')).document] as const;
    }),
  );
  return Object.fromEntries(entries) as Record<(typeof NAMES)[number], OpenApiDocument>;
}
