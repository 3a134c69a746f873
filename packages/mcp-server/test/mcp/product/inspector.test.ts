import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createInspector } from '../../support/inspector.ts';
import { HEADERS, STDIO_COMMAND, startHttpWorld } from '../../support/mcp-drivers.ts';

type Server = Record<string, unknown>;

const SERVERS = { http: overHttp, stdio: overStdio } as const;

async function overHttp(): Promise<Server> {
  const world = await startHttpWorld();
  onTestFinished(world.close);
  return { type: 'http', url: world.url, headers: HEADERS };
}

/** Each call starts a server of its own, over one file. */
async function overStdio(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-executions-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const { command, args } = STDIO_COMMAND;
  return { type: 'stdio', command, args: [...args, join(folder, 'executions.db')] };
}

describe.each(['http', 'stdio'] as const)('the inspector over %s', { timeout: 120_000 }, (transport) => {
  it.each(['legacy', 'modern'] as const)('finds portable schemas and drives every tool, %s', async (era) => {
    const server = await SERVERS[transport]();
    const inspector = await createInspector(era, server);
    expect(await inspector.listTools()).toHaveLength(8);

    const bootstrap = await inspector.callTool('execute_bootstrap_pipeline', { environment: 'dev', region: 'eu' });
    expect(bootstrap.structuredContent).toMatchObject({ status: 'succeeded' });
    const failed = await inspector.callTool('execute_web-app_pipeline', { environment: 'dev', version: 'fail' });
    expect(failed).toMatchObject({ isError: true, structuredContent: { status: 'failed' } });

    const { execution_id } = bootstrap.structuredContent ?? {};
    const seen = await inspector.callTool('get_execution', { execution_id, wait_seconds: 1 });
    expect(seen.structuredContent).toMatchObject({ execution_id, status: 'succeeded' });
    const listed = await inspector.callTool('list_executions', { environment: 'dev', pipeline_type: 'bootstrap' });
    expect(listed.structuredContent).toMatchObject({ executions: [{ execution_id }] });
    const log = await inspector.callTool('get_execution_log', { execution_id });
    expect(log.structuredContent).toMatchObject({ complete: true, untrusted: true });
    const cancelled = await inspector.callTool('cancel_execution', { execution_id });
    expect(cancelled.structuredContent).toMatchObject({ status: 'succeeded' });
    const retry_of = failed.structuredContent?.['execution_id'];
    const retried = await inspector.callTool('retry_execution', { execution_id: retry_of });
    expect(retried.structuredContent).toMatchObject({ retry_of, status: 'failed' });

    // As a task, which the modern inspector wants, it would go on until somebody approves it elsewhere.
    const legacy = await createInspector('legacy', server);
    const waiting = await legacy.callTool('execute_web-app_pipeline', { environment: 'stage' });
    expect(waiting.structuredContent).toMatchObject({ status: 'awaiting_approval' });
    const asked = { execution_id: waiting.structuredContent?.['execution_id'] };
    const refused = await inspector.callTool('answer_approval', { ...asked, decision: 'approve' });
    expect(refused).toMatchObject({ isError: true });
    const denied = await inspector.callTool('answer_approval', { ...asked, decision: 'deny', reason: 'not now' });
    expect(denied.structuredContent).toMatchObject({ outcome: 'answered', execution: { status: 'denied' } });
  });
});
