/**
 * What tests of executors, stores and agents need: simulators, suites and a clock that a test moves.
 *
 * @packageDocumentation
 */
export type { GitLabToken } from './gitlab/access.ts';
export type { GitLabFault, GitLabRoute } from './gitlab/faults.ts';
export type { GitLabProjectOptions } from './gitlab/project.ts';
export type { GitLabJobScript, GitLabScript, GitLabStageScript, GitLabStepScript } from './gitlab/script.ts';
export { type GitLabServer, type GitLabServerOptions, startGitLabSimulator } from './gitlab/server.ts';
export {
  createGitLabSimulator,
  type GitLabFailure,
  type GitLabForeignPipeline,
  type GitLabPipelineView,
  type GitLabSimulator,
  type GitLabSimulatorOptions,
} from './gitlab/simulator.ts';
export type { GitLabRequest } from './gitlab/state.ts';
export type { JenkinsPermission, JenkinsUser } from './jenkins/access.ts';
export type { JenkinsAnswerView, JenkinsBuildView, JenkinsQueueView } from './jenkins/control-views.ts';
export type {
  JenkinsBuildName,
  JenkinsControls,
  JenkinsFailure,
  JenkinsForeignBuild,
  JenkinsInputDecision,
} from './jenkins/controls.ts';
export type { JenkinsFault, JenkinsRestart, JenkinsRoute } from './jenkins/faults.ts';
export type { JenkinsJobOptions, JenkinsJobPath } from './jenkins/job.ts';
export type { JenkinsParameterOptions } from './jenkins/parameters.ts';
export type {
  JenkinsInputScript,
  JenkinsOutcome,
  JenkinsScript,
  JenkinsStageScript,
  JenkinsStepScript,
} from './jenkins/script.ts';
export { type JenkinsServer, type JenkinsServerOptions, startJenkinsSimulator } from './jenkins/server.ts';
export { createJenkinsSimulator, type JenkinsSimulator, type JenkinsSimulatorOptions } from './jenkins/simulator.ts';
export type { JenkinsRequest } from './jenkins/state.ts';
export {
  type ExecutionStoreConformanceOptions,
  executionStoreConformance,
  type StoreRequest,
} from './store/execution-store-conformance.ts';
export { createVirtualClock, type VirtualClock, type VirtualClockOptions } from './virtual-clock.ts';
