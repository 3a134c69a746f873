import type { Job } from './job.ts';
import type { JenkinsStageScript } from './script.ts';
import type { Result, StageRun } from './timeline.ts';

/** Lines that a build prints at a time. */
export interface LogPiece {
  readonly at: number;
  readonly text: string;
}

/** Returns what a build prints first. */
export function startOfLog({
  at,
  job,
  users,
}: {
  readonly at: number;
  readonly job: Job;
  readonly users: readonly string[];
}): LogPiece {
  const workspace = `/var/jenkins_home/workspace/${job.fullName}`;
  const causes = users.map((user) => `Started by user ${user}\n`).join('');
  if (job.kind === 'freestyle') return { at, text: `${causes}Running as SYSTEM\nBuilding in workspace ${workspace}\n` };
  const text = `${causes}[Pipeline] Start of Pipeline\n[Pipeline] node\nRunning on built-in in ${workspace}\n[Pipeline] {\n`;
  return { at, text };
}

/** Returns what a build prints in a stage. */
export function logOfStage(
  stage: JenkinsStageScript,
  { job, at, answer, stepsAt, endedAt }: StageRun & { readonly job: Job; readonly at: number },
): readonly LogPiece[] {
  const pipeline = job.kind === 'pipeline';
  const pieces: LogPiece[] = [];
  if (pipeline) pieces.push({ at, text: `[Pipeline] stage\n[Pipeline] { (${stage.name})\n` });
  if (stage.input !== undefined) {
    pieces.push({
      at,
      text: `[Pipeline] input\n${stage.input.message}\n${stage.input.proceedText ?? 'Proceed'} or Abort\n`,
    });
  }
  if (answer !== undefined) {
    pieces.push({
      at: answer.at,
      text: `${answer.decision === 'proceed' ? 'Approved' : 'Rejected'} by ${answer.user}\n`,
    });
  }
  if (stepsAt !== undefined) pieces.push(...logOfSteps(stage, stepsAt, pipeline));
  if (pipeline && endedAt !== undefined) pieces.push({ at: endedAt, text: '[Pipeline] }\n[Pipeline] // stage\n' });
  return pieces;
}

function logOfSteps({ steps }: JenkinsStageScript, stepsAt: number, pipeline: boolean): readonly LogPiece[] {
  const pieces: LogPiece[] = [];
  let at = stepsAt;
  for (const { command, durationMs, log = [] } of steps) {
    pieces.push({ at, text: `${pipeline ? '[Pipeline] sh\n' : ''}+ ${command}\n` });
    for (const [index, line] of log.entries()) {
      pieces.push({ at: at + (durationMs * (index + 1)) / (log.length + 1), text: `${line}\n` });
    }
    at += durationMs;
  }
  return pieces;
}

/** Returns what a build prints last. */
export function endOfLog({
  at,
  job,
  result,
}: {
  readonly at: number;
  readonly job: Job;
  readonly result: Result;
}): LogPiece {
  const closing = job.kind === 'pipeline' ? '[Pipeline] }\n[Pipeline] // node\n[Pipeline] End of Pipeline\n' : '';
  const failed = result === 'FAILURE' ? 'ERROR: script returned exit code 1\n' : '';
  return { at, text: `${closing}${failed}Finished: ${result}\n` };
}
