import { type AttemptTimeline, isOver } from './timeline.ts';

const RESET = '\u001b[0;m';
const CLEAR = '\u001b[0K';
const CYAN = '\u001b[36;1m';
const GREEN = '\u001b[32;1m';
const RED = '\u001b[31;1m';

interface Piece {
  readonly at: number;
  readonly text: string;
}

/** Returns a job's log up to a time, as a GitLab runner writes it: with colours and section markers. */
export function traceAt({ job, changes }: AttemptTimeline, time: number): string {
  const startedAt = changes.find(({ status }) => status === 'running')?.at;
  if (startedAt === undefined || startedAt > time) return '';
  const last = changes.at(-1);
  const end = last !== undefined && isOver(last.status) ? last : undefined;
  const pieces: Piece[] = [{ at: startedAt, text: preamble(startedAt) }];
  let stepAt = startedAt;
  for (const { command, durationMs, log = [] } of job.script.steps) {
    pieces.push({ at: stepAt, text: `${GREEN}$ ${command}${RESET}\n` });
    for (const [index, line] of log.entries()) {
      pieces.push({ at: stepAt + (durationMs * (index + 1)) / (log.length + 1), text: `${line}\n` });
    }
    stepAt += durationMs;
  }
  const printed = pieces.filter(({ at }) => at <= Math.min(time, end?.at ?? time));
  if (end !== undefined && end.at <= time) printed.push({ at: end.at, text: ending(end.status, end.at) });
  return printed.map(({ text }) => text).join('');
}

function preamble(at: number): string {
  return [
    `${CLEAR}Running with gitlab-runner 19.5.0 (simulated)${RESET}\n`,
    `${CLEAR}  on simulator, system ID: s_000000000000${RESET}\n`,
    section('start', at, 'prepare_executor'),
    `${CLEAR}${CYAN}Preparing the "docker" executor${RESET}${RESET}\n`,
    `${CLEAR}Using Docker executor with image node:24 ...${RESET}\n`,
    section('end', at, 'prepare_executor'),
    section('start', at, 'step_script'),
    `${CLEAR}${CYAN}Executing "step_script" stage of the job script${RESET}${RESET}\n`,
  ].join('');
}

function ending(status: string, at: number): string {
  const closed = section('end', at, 'step_script');
  if (status === 'success') return `${closed}${GREEN}Job succeeded${RESET}\n`;
  const reason = status === 'canceled' ? 'canceled' : 'exit code 1';
  return `${closed}${section('start', at, 'cleanup_file_variables')}${CLEAR}${CYAN}Cleaning up project directory and file based variables${RESET}${RESET}\n${section('end', at, 'cleanup_file_variables')}${RED}ERROR: Job failed: ${reason}\n${RESET}\n`;
}

function section(edge: 'start' | 'end', at: number, name: string): string {
  return `section_${edge}:${Math.floor(at / 1000)}:${name}\r${CLEAR}`;
}
