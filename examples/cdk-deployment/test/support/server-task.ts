import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { World } from './deployment.ts';
import { listeningPort } from './listening-port.ts';
import type { Resolve } from './resolve.ts';
import { type CloudFormation, resourcesOf } from './template.ts';

const REPO = join(import.meta.dirname, '../..');
const SLUICE = join(dirname(createRequire(import.meta.url).resolve('@sluice/cli/package.json')), 'bin/sluice.js');

/** The server that a task runs. */
export interface ServerTask {
  readonly url: string;
  close(): Promise<void>;
}

interface ServerTaskOptions {
  readonly resolve: Resolve;
  readonly addresses: World['addresses'];
  /** Secrets by the ends of their ARNs. */
  readonly secrets: World['secrets'];
  /** Variables that AWS would set, and those that lead to services that are here. */
  readonly surroundings: Readonly<Record<string, string>>;
}

/** Runs what the container of a template runs, with its command, variables and secrets, at a port that is free. */
export async function startServerTask(template: CloudFormation, options: ServerTaskOptions): Promise<ServerTask> {
  const [[, task] = []] = resourcesOf(template, 'AWS::ECS::TaskDefinition');
  const [container] = task?.Properties.ContainerDefinitions ?? [];
  const command = container.Command.map((word: string) => (word === '8000' ? '0' : word));
  const child = spawn(process.execPath, [SLUICE, ...command], {
    cwd: REPO,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'], ...options.surroundings, ...variablesOf(container, options) },
  });
  const closed = once(child, 'close');
  const port = await listeningPort(createInterface({ input: child.stderr }));
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}

interface Container {
  readonly Environment: readonly { readonly Name: string; readonly Value: unknown }[];
  readonly Secrets: readonly { readonly Name: string; readonly ValueFrom: unknown }[];
}

function variablesOf(
  { Environment, Secrets }: Container,
  { resolve, addresses, secrets }: ServerTaskOptions,
): Record<string, string> {
  const plain = Environment.map(({ Name, Value }) => [Name, addresses[Name] ?? resolve(Value)]);
  const secret = Secrets.map(({ Name, ValueFrom }) => {
    const arn = resolve(ValueFrom);
    return [Name, Object.entries(secrets).find(([name]) => arn.endsWith(name))?.[1] ?? ''];
  });
  return Object.fromEntries([...plain, ...secret]);
}
