import { readFileSync } from 'node:fs';
import type { ActionGroup } from '@sluice/core';
import * as z from 'zod';
import { isObject } from '../agent-event/is-object.ts';

/** The name of a JSON file with the OpenAPI documents of action groups; none where it is not set. */
export function actionGroupsFile(expected: string): z.ZodType<readonly ActionGroup[]> {
  return z
    .string()
    .transform(readJson)
    .pipe(z.array(z.custom<ActionGroup>(isActionGroup)))
    .default([])
    .describe(expected);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function isActionGroup(value: unknown): boolean {
  if (!isObject(value) || typeof value['name'] !== 'string' || !isObject(value['document'])) return false;
  const { paths } = value['document'];
  return isObject(paths) && Object.values(paths).every(isObject);
}
