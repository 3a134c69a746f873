import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActionGroup, AgentDefinition } from '@sluice/core';

/** The action groups of the proxy in a file, as they are deployed beside the function. */
export interface ActionGroupsFile {
  readonly path: string;
  /** Deletes it. */
  remove(): Promise<void>;
}

/** Writes the action groups that the proxy answers. */
export async function writeActionGroups(agents: readonly AgentDefinition[]): Promise<ActionGroupsFile> {
  const groups = new Map<string, ActionGroup>();
  for (const { name, document, handler } of agents.flatMap(({ actionGroups }) => actionGroups)) {
    if (handler === 'mcp-proxy') groups.set(name, { name, document });
  }
  const folder = await mkdtemp(join(tmpdir(), 'sluice-local-'));
  const path = join(folder, 'action-groups.json');
  await writeFile(path, JSON.stringify([...groups.values()]));
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}
