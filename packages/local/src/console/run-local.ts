import { loadConfig } from '@sluice/config';
import { SluiceError } from '@sluice/core';
import { DYNAMODB, GATEWAY, GITLAB, JENKINS, PIPELINE_SERVER } from '../flow/parts.ts';
import { FUNCTION_NAMES } from '../runtime/functions.ts';
import type { LocalEvent, RunProgress } from '../runtime/local-event.ts';
import { type LocalRuntime, startLocalRuntime } from '../runtime/local-runtime.ts';
import type { RunningPart } from '../runtime/stop-list.ts';
import { simulatedJobs } from '../simulation/simulated-jobs.ts';
import { simulatedProjects } from '../simulation/simulated-projects.ts';
import { firstMessage } from './first-message.ts';
import { createJsonReporter } from './json-reporter.ts';
import { type Output, wantsColour } from './output.ts';
import { quietOutput } from './quiet-output.ts';
import type { Boot, Reporter } from './reporter.ts';
import { createTextReporter } from './text-reporter.ts';
import { createVerdict, type Verdict } from './verdict.ts';

/** What to run, what to say and where to print it. @public */
export interface RunLocalOptions {
  readonly configPath: string;
  /** Say this, answer and end. @defaultValue ask for a pipeline of the config, and go on serving */
  readonly once?: string | undefined;
  /** Print JSON lines for programs. @defaultValue false */
  readonly json?: boolean | undefined;
  /** Port of the chat; when it is taken, a free one. @defaultValue 3000 */
  readonly port?: number | undefined;
  /** How much faster than their scripts simulated pipelines run. @defaultValue 1 */
  readonly pipelineSpeed?: number | undefined;
  readonly stdout: Output;
  readonly stderr: Output;
  /** What the config's executors get, and `NO_COLOR`. */
  readonly environmentVariables: Readonly<Record<string, string | undefined>>;
  /** Ends it, as Ctrl-C does. */
  readonly signal: AbortSignal;
}

const NEXT_MESSAGE = 'What is deployed in dev?';
const DEFAULT_CHAT_PORT = 3000;

/**
 * Runs the whole flow on this machine and shows what happens: starts every part, says one sentence, prints each call
 * that it causes and the answer, and serves the chat until `signal`.
 *
 * @returns the exit code: 0; with `once` 1 when what was asked for was not done; 2 when the config can't be used
 * @public
 */
export async function runLocal(options: RunLocalOptions): Promise<number> {
  const { environmentVariables } = options;
  const { output: stdout, unread } = quietOutput(options.stdout);
  const { output: stderr } = quietOutput(options.stderr);
  const reporter =
    options.json === true
      ? createJsonReporter(stdout)
      : createTextReporter({ output: stdout, colour: wantsColour(stdout, environmentVariables) });
  try {
    return await tour(options, reporter, unread);
  } catch (error) {
    if (!SluiceError.isInstance(error) || error.code !== 'invalid_configuration') throw error;
    stderr.write(`${error.message}\n`);
    return 2;
  } finally {
    reporter.close();
  }
}

/** @param unread - Aborts when nobody reads any more: what was begun is ended, and nothing more is served. */
async function tour(options: RunLocalOptions, reporter: Reporter, unread: AbortSignal): Promise<number> {
  const { environmentVariables, pipelineSpeed, signal, once, port = DEFAULT_CHAT_PORT } = options;
  const startedAt = performance.now();
  const verdict = createVerdict();
  const runs = new Map<string, RunProgress>();
  let over = false;
  const onEvent = (event: LocalEvent): void => {
    // What the parts say while they are being stopped alarms for nothing.
    if (over || signal.aborted) return;
    if (event.type === 'agent') verdict.add(event.agent);
    if (event.type === 'progress') runs.set(event.progress.executionId, event.progress);
    reporter.event(event);
  };
  const config = await loadConfig(options.configPath);
  const runtime = await startLocalRuntime({ config, environmentVariables, chatPort: port, pipelineSpeed, onEvent });
  try {
    reporter.boot(bootOf(runtime, port, performance.now() - startedAt));
    const succeeded = await say({
      runtime,
      reporter,
      verdict,
      runs,
      message: once ?? firstMessage(runtime.catalog),
      signal,
    });
    if (once !== undefined) return succeeded ? 0 : 1;
    if (signal.aborted) return 0;
    const chatUrl = `${runtime.parts.gateway.url}/chat`;
    reporter.ready({ chatUrl, runUrl: [...runs.values()].at(-1)?.url, curl: curlOf(chatUrl, NEXT_MESSAGE) });
    await ended(AbortSignal.any([signal, unread]));
    return 0;
  } finally {
    over = true;
    await runtime.close();
  }
}

interface Saying {
  readonly runtime: LocalRuntime;
  readonly reporter: Reporter;
  readonly verdict: Verdict;
  /** What was executed so far. */
  readonly runs: ReadonlyMap<string, RunProgress>;
  readonly message: string;
  readonly signal: AbortSignal;
}

/** Says something, reports the answer, or that there was none because it was stopped, and tells whether what was asked for was done. */
async function say({ runtime, reporter, verdict, runs, message, signal }: Saying): Promise<boolean> {
  const startedAt = performance.now();
  const passed = (): number => Math.round(performance.now() - startedAt);
  try {
    const { status, text, sessionId } = await runtime.chat(message, { signal });
    const { outcome, succeeded } = status === 200 ? verdict.get() : { outcome: 'error' as const, succeeded: false };
    reporter.answer({ message, answer: text, outcome, succeeded, sessionId, durationMs: passed() });
    return succeeded;
  } catch (error) {
    if (!signal.aborted) throw error;
    reporter.interrupted({ message, runs: [...runs.values()], durationMs: passed() });
    return false;
  }
}

function bootOf({ parts, catalog, agents }: LocalRuntime, port: number, durationMs: number): Boot {
  const pipelines = catalog.pipelines.map(({ pipelineType }) => pipelineType).join(', ');
  const isAsAsked = port === 0 || parts.gateway.url.endsWith(`:${port}`);
  return {
    durationMs: Math.round(durationMs),
    parts: [
      { part: GATEWAY, url: parts.gateway.url, about: 'POST /chat' },
      { part: 'functions', url: parts.functions.url, about: FUNCTION_NAMES.join(', ') },
      { part: 'agents', url: parts.agents.url, about: agents.map(({ agentType }) => agentType).join(', ') },
      { part: PIPELINE_SERVER, url: parts.server.url, about: `pipelines ${pipelines}` },
      { part: DYNAMODB, url: parts.dynamodb.url, about: 'what was executed, in memory' },
      ...ciPart(
        GITLAB,
        parts.gitlab,
        simulatedProjects(catalog).map(({ path }) => path),
      ),
      ...ciPart(
        JENKINS,
        parts.jenkins,
        simulatedJobs(catalog).map(({ path }) => path.join('/')),
      ),
    ],
    notes: isAsAsked ? [] : [`Port ${port} is taken, so the chat listens on another one.`],
  };
}

function ciPart(part: string, running: RunningPart | undefined, names: readonly string[]): Boot['parts'] {
  return running === undefined ? [] : [{ part, url: running.url, about: `simulated: ${names.join(', ')}` }];
}

function curlOf(chatUrl: string, message: string): string {
  return `curl --json '${JSON.stringify({ message })}' ${chatUrl.replace('http://', '')}`;
}

async function ended(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
