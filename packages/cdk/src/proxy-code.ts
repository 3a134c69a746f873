import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ActionGroup } from '@sluice/core';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { bundleDirectory } from './handler-function.ts';
import { synthesisedDirectory } from './synthesised-directory.ts';

/** The file that `ACTION_GROUPS_FILE` names. */
export const ACTION_GROUPS_FILE = 'action-groups.json';

/** Puts the documents of action groups beside the proxy's bundle, within the directory that is synthesised. */
export function proxyCode(scope: Construct, actionGroups: readonly ActionGroup[]): Code {
  const directory = synthesisedDirectory(scope, 'mcp-proxy');
  cpSync(bundleDirectory('mcp-proxy'), directory, { recursive: true });
  const documents = actionGroups.map(({ name, document }) => ({ name, document }));
  writeFileSync(join(directory, ACTION_GROUPS_FILE), JSON.stringify(documents));
  return Code.fromAsset(directory);
}
