import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Invocation, type RuntimeAnswer, startRuntimeApi } from './runtime-api.ts';

export interface DeployedFunctionOptions {
  /** The folder that is deployed. */
  readonly folder: string;
  /** @defaultValue 'index.handler' */
  readonly handler?: string | undefined;
  readonly environmentVariables?: Readonly<Record<string, string>> | undefined;
}

/** A function as AWS Lambda runs it: a process that asks for events, killed when it takes too long. */
export interface DeployedFunction {
  invoke(event: unknown, invocation?: Partial<Omit<Invocation, 'event'>>): Promise<RuntimeAnswer>;
  /** Processes that were started so far. */
  readonly coldStarts: number;
  /** Ends the process, and returns all lines that processes wrote. */
  close(): Promise<readonly string[]>;
}

const BOOTSTRAP = fileURLToPath(new URL('./bootstrap.ts', import.meta.url));

/** Deploys a function; its process starts at the first event. */
export async function deployFunction(options: DeployedFunctionOptions): Promise<DeployedFunction> {
  const api = await startRuntimeApi();
  const output: string[] = [];
  let child: ChildProcess | undefined;
  let coldStarts = 0;

  function start(): ChildProcess {
    coldStarts += 1;
    const started = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', BOOTSTRAP], {
      env: environmentOf(options, api.address),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [started.stdout, started.stderr]) stream.on('data', (chunk) => output.push(String(chunk)));
    started.once('exit', () => {
      if (child !== started) return;
      child = undefined;
      api.settle('exited');
    });
    return started;
  }

  async function stop(): Promise<void> {
    const stopped = child;
    child = undefined;
    if (stopped === undefined) return;
    stopped.kill('SIGKILL');
    await once(stopped, 'close');
  }

  return {
    get coldStarts() {
      return coldStarts;
    },
    async invoke(event, { timeoutMs = 20_000, ...invocation } = {}) {
      child ??= start();
      const answered = api.invoke({ ...invocation, event, timeoutMs });
      const late = setTimeout(() => {
        api.settle('timed out');
        child?.kill('SIGKILL');
        child = undefined;
      }, timeoutMs);
      return answered.finally(() => clearTimeout(late));
    },
    async close() {
      await stop();
      await api.close();
      return output
        .join('')
        .split('\n')
        .filter((line) => line !== '');
    },
  };
}

/** Those of the lines that are JSON: of log and of metrics. */
export function recordsIn(lines: readonly string[]): readonly Record<string, unknown>[] {
  return lines.flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
}

/** What a function finds in its environment: what Lambda sets, and its own variables. */
function environmentOf(
  { folder, handler = 'index.handler', environmentVariables }: DeployedFunctionOptions,
  address: string,
): Record<string, string> {
  return {
    AWS_LAMBDA_RUNTIME_API: address,
    LAMBDA_TASK_ROOT: folder,
    _HANDLER: handler,
    AWS_LAMBDA_FUNCTION_NAME: 'test',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    ...environmentVariables,
  };
}
