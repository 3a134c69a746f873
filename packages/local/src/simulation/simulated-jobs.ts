import type { Catalog, Pipeline } from '@sluice/core';
import type { JenkinsJobOptions } from '@sluice/testkit';

/** A job that the config's pipelines need to find in Jenkins. */
export interface SimulatedJob extends JenkinsJobOptions {
  /** Names of its folders and its own. */
  readonly path: readonly string[];
}

/** What a job declares that is run through Sluice. */
const OWN_PARAMETERS = ['SLUICE_EXECUTION_ID', 'PIPELINE_TYPE', 'ENVIRONMENT', 'TENANT_ID'] as const;

/** Jenkins waits so long whether another build like it comes; five seconds unless a job says otherwise. */
const QUIET_PERIOD_MS = 1000;

/** Collects the jobs that pipelines on Jenkins run, with what they declare, so that the simulator can have them. */
export function simulatedJobs(catalog: Catalog): readonly SimulatedJob[] {
  const found = new Map<string, { readonly path: readonly string[]; readonly parameters: Set<string> }>();
  for (const pipeline of catalog.pipelines) {
    if (pipeline.executor.name !== 'jenkins') continue;
    for (const path of pathsOf(pipeline)) {
      const key = JSON.stringify(path);
      const job = found.get(key) ?? { path, parameters: new Set<string>(OWN_PARAMETERS) };
      for (const name of Object.values(pipeline.variableNames)) job.parameters.add(name);
      found.set(key, job);
    }
  }
  return [...found.values()].map(({ path, parameters }) => ({
    path,
    parameters: [...parameters].map((name) => ({ name, type: 'string' })),
    quietPeriodMs: QUIET_PERIOD_MS,
  }));
}

function pathsOf({ environments }: Pipeline): readonly (readonly string[])[] {
  return [...environments.values()].flatMap(({ target }) => {
    if (typeof target !== 'object' || target === null || !('job' in target) || !Array.isArray(target.job)) return [];
    return [target.job.map(String)];
  });
}
