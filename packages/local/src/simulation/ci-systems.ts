import type { Catalog } from '@sluice/core';
import type { GitLabSimulator, JenkinsSimulator } from '@sluice/testkit';
import type { Door } from '../flow/door.ts';
import type { RunningPart } from '../runtime/stop-list.ts';
import type { SimulationOptions } from './simulated-ci.ts';
import { startSimulatedGitLab } from './simulated-gitlab.ts';
import { startSimulatedJenkins } from './simulated-jenkins.ts';

/** The simulated CI systems, to script what their pipelines do and to look at them. @public */
export interface Simulators {
  readonly gitlab: GitLabSimulator;
  readonly jenkins: JenkinsSimulator;
}

/** The parts that run only where some pipeline needs them. @public */
export type CiParts = Readonly<Partial<Record<keyof Simulators, RunningPart>>>;

export interface CiSystems {
  readonly simulators: Simulators;
  /** What the config's executors need to reach them. */
  readonly environmentVariables: Readonly<Record<string, string>>;
  /** Gives each what the catalog's pipelines run on; one that no pipeline runs on is stopped. */
  furnish(catalog: Catalog): Promise<CiParts>;
}

export interface CiSystemsOptions extends SimulationOptions {
  /** Takes note of a part that has been started, and of the door that leads to it. */
  readonly running: (part: { readonly url: string; close(): Promise<void> }, door: Door) => RunningPart;
}

/** Starts every CI system that there is: which of them a config needs is known only once its executors could reach them. */
export async function startCiSystems({ running, ...options }: CiSystemsOptions): Promise<CiSystems> {
  const gitLab = await startSimulatedGitLab(options);
  const gitLabPart = running(gitLab, gitLab.door);
  const jenkins = await startSimulatedJenkins(options);
  const jenkinsPart = running(jenkins, jenkins.door);
  return {
    simulators: { gitlab: gitLab.simulator, jenkins: jenkins.simulator },
    environmentVariables: { ...gitLab.environmentVariables, ...jenkins.environmentVariables },
    async furnish(catalog) {
      const parts: { -readonly [Name in keyof CiParts]: CiParts[Name] } = {};
      if (gitLab.furnish(catalog)) parts.gitlab = gitLabPart;
      else await gitLabPart.stop();
      if (jenkins.furnish(catalog)) parts.jenkins = jenkinsPart;
      else await jenkinsPart.stop();
      return parts;
    },
  };
}
