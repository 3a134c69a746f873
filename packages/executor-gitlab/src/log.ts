import type { LogChunk, ReadLogRequest } from '@sluice/core';
import type { Job } from './answers.ts';
import type { ExecutorContext } from './executor.ts';
import { inOrder } from './gitlab/jobs.ts';
import type { Call } from './gitlab/transport.ts';
import { cursorOf, foreignCursor, type LogPosition, positionOf } from './log-cursor.ts';
import { type LogPiece, nextPiece } from './log-piece.ts';
import { pipelineIdOf } from './run-id.ts';
import { hasBegun, isOptionalManual, isOver, runStatus } from './status.ts';
import type { GitLabTarget } from './target.ts';

const MAX_CHUNK_BYTES = 64 * 1024;
const MAX_TRACES = 20;

/**
 * Reads the logs of all jobs as one, in the order of the jobs, each under a line with its name.
 *
 * A job's log is read to its end before the next one's begins, so that the chunks are the same text however often a
 * reader asks. GitLab hands out a log as a whole only; the cursor says how much of it was read.
 *
 * The pipelines that it triggers have logs of their own, in projects that need not be ours: they are not read along, but
 * `get` has the end of the log of the job that failed there.
 */
export async function readLog(
  { client, resolve }: ExecutorContext,
  request: ReadLogRequest<GitLabTarget>,
): Promise<LogChunk> {
  const runId = pipelineIdOf(request.runId);
  const { project, ref } = resolve(request.target);
  const call: Call = { action: 'log', project, ref, runId, signal: request.signal };
  const from = positionOf(runId, request.cursor);
  const pipeline = await client.getPipeline(call, runId);
  const finished = ['succeeded', 'failed', 'cancelled'].includes(runStatus(pipeline.status));
  const jobs = jobsFrom(inOrder(await client.listJobs(call, runId)), from);

  let position = from;
  let content = '';
  let room = MAX_CHUNK_BYTES;
  let traces = 0;
  const unfinished = (): LogChunk => ({ content, cursor: cursorOf(runId, position), complete: false });
  for (const job of jobs) {
    const next = nextStep(job, finished);
    if (next === 'pass') continue;
    if (next === 'wait' || traces === MAX_TRACES) return unfinished();
    traces += 1;
    const start = job.id === from.jobId ? from.bytes : 0;
    const rest = await client.getTrace(call, job.id, { from: start, length: room + 1 });
    const piece = nextPiece(rest, { room, over: finished || isOver(job.status) });
    content += start === 0 ? titled(job, piece) : piece.text;
    room -= piece.bytes;
    position = { jobId: job.id, bytes: start + piece.bytes };
    if (!piece.last) return unfinished();
  }
  return finished ? { content, complete: true } : unfinished();
}

function titled({ stage, name }: Job, { text, bytes }: LogPiece): string {
  return bytes === 0 ? '' : `── ${stage}: ${name} ──\n${text}`;
}

/** A job that has no log may get one: then those after it wait. */
function nextStep(job: Job, finished: boolean): 'read' | 'pass' | 'wait' {
  if (hasBegun(job.status)) return 'read';
  return finished || isOver(job.status) || isOptionalManual(job) ? 'pass' : 'wait';
}

/** The jobs whose logs are not read to their end. */
function jobsFrom(jobs: readonly Job[], { jobId }: LogPosition): readonly Job[] {
  if (jobId === undefined) return jobs;
  const index = jobs.findIndex((job) => job.id === jobId);
  if (index === -1) throw foreignCursor();
  return jobs.slice(index);
}
