import type { Catalog } from '@sluice/core';

/** A project that the config's pipelines need to find in GitLab. */
export interface SimulatedProject {
  readonly path: string;
  readonly refs: readonly string[];
}

/** Collects the projects and refs that pipelines on GitLab run on, so that the simulator can have them. */
export function simulatedProjects(catalog: Catalog): readonly SimulatedProject[] {
  const refs = new Map<string, Set<string>>();
  for (const pipeline of catalog.pipelines) {
    if (pipeline.executor.name !== 'gitlab') continue;
    for (const { target } of pipeline.environments.values()) {
      const found = projectAndRef(target);
      if (found === undefined) continue;
      refs.set(found.project, (refs.get(found.project) ?? new Set()).add(found.ref));
    }
  }
  return [...refs].map(([path, names]) => ({ path, refs: [...names] }));
}

function projectAndRef(target: unknown): { readonly project: string; readonly ref: string } | undefined {
  if (typeof target !== 'object' || target === null || !('project' in target) || !('ref' in target)) return undefined;
  return { project: String(target.project), ref: String(target.ref) };
}
