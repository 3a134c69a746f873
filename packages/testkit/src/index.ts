/**
 * What tests of executors, stores and agents need: simulators, suites and a clock that a test moves.
 *
 * @packageDocumentation
 */
export type { ExecutorRequest } from './executor/case-bench.ts';
export type { ConformanceWorld } from './executor/conformance-world.ts';
export {
  type ExecutorConformanceOptions,
  executorConformance,
  type TestRegistrar,
} from './executor/executor-conformance.ts';
export type {
  AskingScenario,
  CrowdedScenario,
  ExecutorScenario,
  ExecutorScenarios,
  FailingScenario,
  PrintingScenario,
  TextScenario,
  WebhookScenario,
} from './executor/executor-scenarios.ts';
export type { ExecutorWorld, ForeignStart, SeenRequest, WebhookDelivery, WorldRun } from './executor/executor-world.ts';
export type { RealTimeOptions } from './executor/real-time.ts';
export type { GitLabToken } from './gitlab/access.ts';
export { gitLabFaultSchema } from './gitlab/control-schemas.ts';
export type {
  GitLabControls,
  GitLabFailure,
  GitLabForeignPipeline,
  GitLabPipelineName,
  GitLabPipelineView,
} from './gitlab/controls.ts';
export { GITLAB_ROUTES, type GitLabFault, type GitLabRoute } from './gitlab/faults.ts';
export type { GitLabProjectOptions, GitLabTriggerToken, GitLabWebhookOptions } from './gitlab/project.ts';
export type { GitLabRateLimit } from './gitlab/rate-limit.ts';
export { type RealGitLabWorldOptions, realGitLabWorld } from './gitlab/real-world.ts';
export type {
  GitLabJobScript,
  GitLabScript,
  GitLabStageScript,
  GitLabStepScript,
  GitLabTriggerScript,
} from './gitlab/script.ts';
export { type GitLabServer, type GitLabServerOptions, startGitLabSimulator } from './gitlab/server.ts';
export { createGitLabSimulator, type GitLabSimulator, type GitLabSimulatorOptions } from './gitlab/simulator.ts';
export type { GitLabRequest } from './gitlab/state.ts';
export type { GitLabWebhook, GitLabWebhookEvent } from './gitlab/webhook.ts';
export { type GitLabWorldOptions, gitLabWorld } from './gitlab/world.ts';
export type { GitLabWorldTarget } from './gitlab/world-scenarios.ts';
export { gitLabScenarioProject } from './gitlab/world-script.ts';
export { type Listening, listen } from './http/listen.ts';
export type { JenkinsPermission, JenkinsUser } from './jenkins/access.ts';
export { jenkinsFaultSchema } from './jenkins/control-schemas.ts';
export type { JenkinsAnswerView, JenkinsBuildView, JenkinsQueueView } from './jenkins/control-views.ts';
export type {
  JenkinsBuildName,
  JenkinsControls,
  JenkinsFailure,
  JenkinsForeignBuild,
  JenkinsInputDecision,
  JenkinsNotificationEvent,
} from './jenkins/controls.ts';
export { JENKINS_ROUTES, type JenkinsFault, type JenkinsRestart, type JenkinsRoute } from './jenkins/faults.ts';
export type { JenkinsJobOptions, JenkinsJobPath } from './jenkins/job.ts';
export type { JenkinsNotification, JenkinsPhase } from './jenkins/notification.ts';
export type { JenkinsParameterOptions } from './jenkins/parameters.ts';
export { type RealJenkinsWorldOptions, realJenkinsWorld } from './jenkins/real-world.ts';
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
export { type JenkinsWorldOptions, jenkinsWorld } from './jenkins/world.ts';
export type { JenkinsWorldJobs, JenkinsWorldTarget } from './jenkins/world-scenarios.ts';
export { jenkinsScenarioJobs } from './jenkins/world-script.ts';
export {
  type ExecutionStoreConformanceOptions,
  executionStoreConformance,
  type StoreRequest,
} from './store/execution-store-conformance.ts';
export { createVirtualClock, type VirtualClock, type VirtualClockOptions } from './virtual-clock.ts';
