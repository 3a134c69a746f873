import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import type { DrivenResult } from './mcp-drivers.ts';

const CLI = fileURLToPath(
  new URL('../../../../node_modules/@modelcontextprotocol/inspector/clients/cli/build/index.js', import.meta.url),
);
const run = promisify(execFile);

export interface Inspector {
  /** Lists the tools; rejects when a schema is one that some clients can't read. */
  listTools(): Promise<readonly string[]>;
  callTool(name: string, input: Record<string, unknown>): Promise<DrivenResult>;
}

/**
 * Drives a server with the MCP inspector's command line: a process, and a connection, for each call. It offers no forms,
 * since nobody is there to fill them in.
 *
 * @param server - As it stands in an MCP host's settings.
 */
export async function createInspector(era: 'legacy' | 'modern', server: Record<string, unknown>): Promise<Inspector> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-inspector-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const config = join(folder, 'mcp.json');
  const settings = { ...server, protocolEra: era, elicitCapability: 'off' };
  await writeFile(config, JSON.stringify({ mcpServers: { sluice: settings } }));
  const common = ['--format', 'json', '--config', config, '--server', 'sluice'];

  async function ask(args: readonly string[]): Promise<string> {
    return (await run(process.execPath, [CLI, ...common, ...args])).stdout;
  }

  return {
    async listTools() {
      const { result } = JSON.parse(await ask(['--method', 'tools/list', '--strict']));
      return result.tools.map(({ name }: { readonly name: string }) => name);
    },
    async callTool(name, input) {
      const args = ['--method', 'tools/call', '--tool-name', name, '--tool-args-json', JSON.stringify(input)];
      return JSON.parse(await ask(args).catch(outputOf)).result;
    },
  };
}

/** An error result is printed, and told by the exit code besides. */
function outputOf(error: unknown): string {
  if (error instanceof Error && 'stdout' in error && error.stdout !== '') return String(error.stdout);
  throw error;
}
