import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { World } from './deployment.ts';
import { listeningPort } from './listening-port.ts';
import type { Resolve } from './resolve.ts';
import { type CloudFormation, resourcesOf } from './template.ts';

/** A session of AgentCore Runtime: a machine of its own, and a client that talks to the server on it. */
export interface AgentCoreSession {
  readonly client: Client;
  /** Takes the machine away, as AgentCore does: without a word. */
  end(): Promise<void>;
}

interface SessionOptions {
  /** What `cdk.out` is otherwise. */
  readonly directory: string;
  readonly resolve: Resolve;
  readonly addresses: World['addresses'];
  /** Variables that AWS would set, and those that lead to services that are here. */
  readonly surroundings: Readonly<Record<string, string>>;
  readonly onLog: (line: string) => void;
}

/** Runs what the runtime of a template runs: its asset, by its entry point, with its variables, at a port that is free. */
export async function startSession(template: CloudFormation, options: SessionOptions): Promise<AgentCoreSession> {
  const { directory, resolve, addresses, surroundings, onLog } = options;
  const [[, runtime] = []] = resourcesOf(template, 'AWS::BedrockAgentCore::Runtime');
  const { AgentRuntimeArtifact, EnvironmentVariables } = runtime?.Properties ?? {};
  const { Code, EntryPoint } = AgentRuntimeArtifact.CodeConfiguration;
  const variables = Object.entries(EnvironmentVariables).map(([name, value]) => [
    name,
    addresses[name] ?? resolve(value),
  ]);
  const child = spawn(process.execPath, EntryPoint, {
    cwd: uploadedFrom(directory, Code.S3.Prefix),
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...surroundings, ...Object.fromEntries(variables), SLUICE_PORT: '0' },
  });
  const closed = once(child, 'close');
  const lines = createInterface({ input: child.stdout }).on('line', onLog);
  const client = new Client({ name: 'agent', version: '1.0.0' });
  // AgentCore names the session in a header, which the server did not ask for.
  const requestInit = { headers: { 'mcp-session-id': randomUUID() } };
  const url = new URL(`http://127.0.0.1:${await listeningPort(lines)}/mcp`);
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit }));
  return {
    client,
    async end() {
      child.kill('SIGKILL');
      await closed;
      await client.close();
    },
  };
}

/** Returns the directory that would be uploaded as an object of the bucket of assets. */
function uploadedFrom(directory: string, key: string): string {
  const { files } = JSON.parse(readFileSync(join(directory, 'Pipelines.assets.json'), 'utf8'));
  return join(directory, files[key.replace('.zip', '')].source.path);
}
