import { readFileSync } from 'node:fs';
import type { ActionGroup, OpenApiDocument } from '@sluice/core';
import { parse } from 'yaml';

const FILE = new URL('../../../../schemas/action-groups/executions.openapi.yaml', import.meta.url);

/** Returns the action group `executions` as it ships, with that for `x-requireConfirmation`; undefined: without one. */
export function confirmedGroups(confirmation: string | undefined): readonly ActionGroup[] {
  const document: OpenApiDocument = parse(readFileSync(FILE, 'utf8'));
  const path = '/executions/{execution_id}/approve';
  const { 'x-requireConfirmation': _, ...approve }: Record<string, unknown> = { ...document.paths[path]?.['post'] };
  const post = confirmation === undefined ? approve : { ...approve, 'x-requireConfirmation': confirmation };
  return [{ name: 'executions', document: { ...document, paths: { ...document.paths, [path]: { post } } } }];
}
