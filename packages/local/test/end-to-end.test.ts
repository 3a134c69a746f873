import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { loadConfig } from '@sluice/config';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalEvent, type LocalRuntime, startLocalRuntime } from '../src/index.ts';

const QUICKSTART = join(import.meta.dirname, '../../../examples/quickstart/sluice.config.ts');

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, string>>;
}

/** What any HTTP client would do: nothing of ours is between the test and the gateway. */
async function post(runtime: LocalRuntime, message: string, sessionId?: string): Promise<Answer> {
  const response = await fetch(`${runtime.parts.gateway.url}/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message, ...(sessionId === undefined ? {} : { session_id: sessionId }) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

describe('the whole flow', () => {
  let runtime: LocalRuntime;
  const events: LocalEvent[] = [];

  beforeAll(async () => {
    runtime = await startLocalRuntime({
      config: await loadConfig(QUICKSTART),
      pipelineSpeed: 20,
      pollIntervalMs: 20,
      onEvent: (event) => events.push(event),
    });
  });
  afterAll(() => runtime.close());

  const executionIdIn = (answer: Answer): string => {
    const id = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(answer.body['answer'] ?? '')?.[0];
    if (id === undefined) throw new Error(`no execution id in: ${answer.body['answer']}`);
    return id;
  };
  const rows = async (): Promise<Record<string, { S?: string; N?: string }>[]> => {
    const client = new DynamoDBClient({
      endpoint: runtime.parts.dynamodb.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const { Items = [] } = await client.send(new ScanCommand({ TableName: 'sluice-executions', ConsistentRead: true }));
    client.destroy();
    return Items as Record<string, { S?: string; N?: string }>[];
  };

  it('"Deploy bootstrap infrastructure for dev environment" starts one pipeline and tells how it ended', async () => {
    const answer = await post(runtime, 'Deploy bootstrap infrastructure for dev environment');

    expect(answer.status).toBe(200);
    const id = executionIdIn(answer);
    const pipelines = runtime.simulators.gitlab.pipelines('platform/bootstrap');
    expect(pipelines).toHaveLength(1);
    expect(pipelines[0]?.variables).toMatchObject({
      PIPELINE_TYPE: 'bootstrap',
      ENVIRONMENT: 'dev',
      SLUICE_EXECUTION_ID: id,
    });
    expect(pipelines[0]?.status).toBe('success');
    expect(answer.body['answer']).toMatch(/succeeded/);
    expect(answer.body['answer']).toContain(`/platform/bootstrap/-/pipelines/${pipelines[0]?.id}`);
    const executions = (await rows()).filter((row) => row['environment'] !== undefined);
    expect(executions).toHaveLength(1);
    expect(JSON.stringify(executions[0])).toContain(`"status":{"S":"succeeded"}`);
    expect(JSON.stringify(executions[0])).toContain(id);
  });

  it('every hop of the flow was seen', () => {
    const hops = events.flatMap((event) => (event.type === 'hop' ? [`${event.hop.from} → ${event.hop.to}`] : []));

    expect([...new Set(hops)]).toEqual(
      expect.arrayContaining([
        'you → gateway',
        'gateway → chat-handler',
        'chat-handler → orchestrator agent',
        'orchestrator agent → memory-manager',
        'memory-manager → DynamoDB',
        'orchestrator agent → agent-invoker',
        'agent-invoker → bootstrap agent',
        'bootstrap agent → mcp-proxy',
        'mcp-proxy → pipeline server',
        'mcp-proxy → DynamoDB',
        'pipeline server → DynamoDB',
        'pipeline server → GitLab',
      ]),
    );
  });

  it('"What is deployed in dev?" is answered from memory and starts nothing', async () => {
    const requests = runtime.simulators.gitlab.requests().length;
    const answer = await post(runtime, 'What is deployed in dev?');

    expect(answer.body['answer']).toMatch(/bootstrap/);
    expect(answer.body['answer']).toContain(
      runtime.simulators.gitlab.pipelines('platform/bootstrap')[0]?.variables['SLUICE_EXECUTION_ID'],
    );
    expect(runtime.simulators.gitlab.requests()).toHaveLength(requests);
  });

  it('"Deploy app version 1.4.2 to dev for tenant acme" runs the same way', async () => {
    const answer = await post(runtime, 'Deploy app version 1.4.2 to dev for tenant acme');

    const pipelines = runtime.simulators.gitlab.pipelines('platform/app');
    expect(pipelines).toHaveLength(1);
    expect(pipelines[0]?.variables).toMatchObject({
      PIPELINE_TYPE: 'app',
      ENVIRONMENT: 'dev',
      IMAGE_TAG: '1.4.2',
      TENANT_ID: 'acme',
    });
    expect(answer.body['answer']).toMatch(/succeeded/);
  });

  it('a conversation goes on under its session id: what is missing is asked for, then run', async () => {
    const asked = await post(runtime, 'Deploy bootstrap infrastructure');
    expect(asked.body['answer']).toMatch(/environment/i);
    expect(asked.body['answer']).toMatch(/dev, staging.*prod/);

    const answer = await post(runtime, 'staging', asked.body['session_id']);

    expect(answer.body['session_id']).toBe(asked.body['session_id']);
    expect(answer.body['answer']).toMatch(/succeeded/);
    expect(runtime.simulators.gitlab.pipelines('platform/bootstrap').at(-1)?.variables['ENVIRONMENT']).toBe('staging');
  });

  it('a pipeline that fails is reported as failed, with its job and the end of its log', async () => {
    runtime.simulators.gitlab.failNext({
      project: 'platform/app',
      job: runtime.simulators.gitlab.pipelines('platform/app')[0]?.jobs.at(-2)?.name ?? '',
      logLines: ['Error: image 9.9.9 not found', 'exit status 1'],
    });

    const answer = await post(runtime, 'Deploy app version 9.9.9 to staging');

    const pipeline = runtime.simulators.gitlab.pipelines('platform/app').at(-1);
    const failed = pipeline?.jobs.find(({ status }) => status === 'failed');
    expect(pipeline?.status).toBe('failed');
    expect(answer.body['answer']).toMatch(/failed/);
    expect(answer.body['answer']).toContain(failed?.name);
    expect(answer.body['answer']).toContain('Error: image 9.9.9 not found');
    expect(answer.body['answer']).not.toMatch(/succeeded|completed/);
  });

  it('no key and no token is in anything that was shown', () => {
    const shown = JSON.stringify(events);

    expect(shown).not.toContain(runtime.serverApiKey);
    expect(shown).not.toMatch(/glpat-/);
  });
});

describe('a pipeline that takes longer than an agent may wait', { timeout: 20_000 }, () => {
  it('is reported as running, with its id and link, and as succeeded once it has', async () => {
    const runtime = await startLocalRuntime({
      config: await loadConfig(QUICKSTART),
      pipelineSpeed: 2,
      followForMs: 300,
      pollIntervalMs: 50,
      sweepIntervalMs: 100,
    });
    try {
      const answer = await post(runtime, 'Deploy bootstrap infrastructure for dev environment');
      expect(answer.body['answer']).toMatch(/running|queued/);
      expect(answer.body['answer']).not.toMatch(/succeeded|completed|is deployed/);
      expect(answer.body['answer']).toMatch(/\/platform\/bootstrap\/-\/pipelines\/\d+/);

      const under = await post(runtime, 'What is running in dev?');
      expect(under.body['answer']).toMatch(/bootstrap/);
      expect(under.body['answer']).not.toMatch(/succeeded/);

      await expect
        .poll(async () => (await post(runtime, 'Is it done?', answer.body['session_id'])).body['answer'], {
          timeout: 10_000,
          interval: 200,
        })
        .toMatch(/succeeded/);
      expect(runtime.simulators.gitlab.pipelines('platform/bootstrap')).toHaveLength(1);
    } finally {
      await runtime.close();
    }
  });

  it('is started once when it is asked for twice at once in one conversation', async () => {
    const runtime = await startLocalRuntime({
      config: await loadConfig(QUICKSTART),
      followForMs: 100,
      pollIntervalMs: 50,
    });
    try {
      const answers = await Promise.all(
        [1, 2].map(() => post(runtime, 'Deploy bootstrap infrastructure for prod', 'one-conversation')),
      );

      expect(runtime.simulators.gitlab.pipelines('platform/bootstrap')).toHaveLength(1);
      const id = runtime.simulators.gitlab.pipelines('platform/bootstrap')[0]?.variables['SLUICE_EXECUTION_ID'];
      for (const { body } of answers) expect(body['answer']).toContain(id);
    } finally {
      await runtime.close();
    }
  });

  it('is refused to another conversation, which is told of the one that is under way', async () => {
    const runtime = await startLocalRuntime({
      config: await loadConfig(QUICKSTART),
      followForMs: 100,
      pollIntervalMs: 50,
    });
    try {
      await post(runtime, 'Deploy bootstrap infrastructure for prod', 'one-conversation');
      const other = await post(runtime, 'Deploy bootstrap infrastructure for prod', 'another-conversation');

      expect(runtime.simulators.gitlab.pipelines('platform/bootstrap')).toHaveLength(1);
      expect(other.body['answer']).toMatch(/nothing was started/i);
      expect(other.body['answer']).toContain(
        runtime.simulators.gitlab.pipelines('platform/bootstrap')[0]?.variables['SLUICE_EXECUTION_ID'],
      );
    } finally {
      await runtime.close();
    }
  });
});
