import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ActionGroup } from '@sluice/core';
import { isObject } from '../agent-event/is-object.ts';
import type { Variable } from './read-environment.ts';

/**
 * The name of a JSON file with the OpenAPI documents of action groups; none where it is not set.
 *
 * @param folder - Where a name without a folder is looked for. @defaultValue the working directory
 */
export function actionGroupsFile(expected: string, folder = ''): Variable<readonly ActionGroup[]> {
  return {
    expected,
    schema: {
      safeParse(file) {
        const groups = file === undefined ? [] : readJson(resolve(folder, file));
        return isActionGroups(groups) ? { success: true, data: groups } : { success: false };
      },
    },
  };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function isActionGroups(value: unknown): value is readonly ActionGroup[] {
  return Array.isArray(value) && value.every(isActionGroup);
}

function isActionGroup(value: unknown): boolean {
  if (!isObject(value) || typeof value['name'] !== 'string' || !isObject(value['document'])) return false;
  const { paths } = value['document'];
  return isObject(paths) && Object.values(paths).every(isObject);
}
