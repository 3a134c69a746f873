import type { Stage } from '@sluice/core';
import type { Build, RunDescription } from './answers.ts';
import type { Call, JenkinsClient } from './client.ts';
import { isPipeline } from './jenkins/builds.ts';
import { isOver, stageStatuses } from './status.ts';

/** Reads the stages of a build; undefined for a freestyle build, and where Jenkins has no plugin that knows them. */
export async function describe(client: JenkinsClient, call: Call, build: Build): Promise<RunDescription | undefined> {
  return isPipeline(build) ? client.describeRun(call, build.number) : undefined;
}

/** Returns the stages that a build came to. */
export function stagesOf(description: RunDescription | undefined, build: Build): readonly Stage[] {
  const stages = description?.stages ?? [];
  const statuses = stageStatuses(
    stages.map(({ status }) => status),
    isOver(build),
  );
  return stages.map(({ name }, index) => ({ name, status: statuses[index] ?? 'running' }));
}
