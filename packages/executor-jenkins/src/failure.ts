import { keepTail, type RunFailure, refusalLine } from '@sluice/core';
import type { Build, RunDescription, Stage } from './answers.ts';
import type { Call, JenkinsClient } from './client.ts';
import { logText } from './log-piece.ts';

const TAIL_CHARACTERS = 4000;
/** Enough for that many characters, whatever their encoding. */
const TAIL_BYTES = 16 * 1024;

const REASONS: ReadonlyMap<string, string> = new Map([
  ['FAILURE', 'The build failed'],
  ['UNSTABLE', 'The build ran to its end but is unstable: tests failed, or a step said so'],
]);

/** Tells why a build failed: by the stage that failed, with the end of the log. */
export async function failureOf(
  { build, description }: { readonly build: Build; readonly description: RunDescription | undefined },
  client: JenkinsClient,
  call: Call,
): Promise<RunFailure> {
  if (build.result === 'NOT_BUILT') {
    return { kind: 'skipped', message: 'Jenkins ended the build as NOT_BUILT: nothing was done.' };
  }
  const stage = failedStage(description);
  const reason = REASONS.get(build.result ?? '') ?? `The build ended as ${build.result}`;
  const where = stage === undefined ? '' : `, in stage "${stage.name}"`;
  const said = refusalLine(stage?.error?.message ?? '', []);
  return {
    kind: 'failed',
    message: `${reason}${where}${said === undefined ? '' : `: ${said}`}.`,
    stage: stage?.name,
    logTail: await tailIfReadable(client, call, build.number),
  };
}

/** The failure of a run that left the queue without a build. */
export function nothingBuilt(): RunFailure {
  return {
    kind: 'skipped',
    message:
      'Jenkins has no build of it and does not have it in the queue any more: it was taken out of the queue, or Jenkins lost its queue when it stopped. Nothing was done.',
  };
}

function failedStage(description: RunDescription | undefined): Stage | undefined {
  const stages = description?.stages ?? [];
  const find = (wanted: string): Stage | undefined => stages.find(({ status }) => status === wanted);
  return find('FAILED') ?? find('UNSTABLE');
}

/** A log that can't be read takes nothing from the answer that the build failed. */
async function tailIfReadable(client: JenkinsClient, call: Call, buildNumber: number): Promise<string | undefined> {
  try {
    const size = await client.getLogSize(call, buildNumber);
    const { text } = await client.getLog(call, buildNumber, Math.max(0, size - TAIL_BYTES), { last: TAIL_BYTES });
    return text.length === 0 ? undefined : keepTail(logText(text), TAIL_CHARACTERS);
  } catch {
    call.signal?.throwIfAborted();
    return undefined;
  }
}
