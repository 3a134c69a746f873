import { join } from 'node:path';
import { loadConfig } from '@sluice/config';
import { createExecutionService } from '@sluice/core';
import { apiKeyAuthenticator, hashApiKey, startPipelineServer, systemClock } from '@sluice/mcp-server';
import type { JenkinsFault } from '@sluice/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalEvent, type LocalRuntime, type LogLine, startLocalRuntime } from '../src/index.ts';

const QUICKSTART = join(import.meta.dirname, '../../../examples/quickstart/sluice.config.ts');
const DEPLOY = 'Deploy bootstrap infrastructure for dev environment';
const DEPLOY_COMPUTE = 'Deploy compute infrastructure for dev environment';

let runtime: LocalRuntime;
let events: LocalEvent[];

beforeEach(async () => {
  events = [];
  runtime = await startLocalRuntime({
    config: await loadConfig(QUICKSTART),
    pipelineSpeed: 20,
    pollIntervalMs: 20,
    onEvent: (event) => events.push(event),
  });
});
afterEach(() => runtime.close());

async function ask(message: string): Promise<string> {
  const response = await fetch(`${runtime.parts.gateway.url}/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message }),
  });
  const body = (await response.json()) as Record<string, string>;
  return body['answer'] ?? body['detail'] ?? '';
}

/** How many runs there are, on whatever CI system. */
function runs(): number {
  const { gitlab, jenkins } = runtime.simulators;
  return [
    ...['bootstrap', 'app'].map((name) => gitlab.pipelines(`platform/${name}`)),
    ...['main', 'release'].map((branch) => jenkins.builds(`platform/compute/${branch}`)),
    jenkins.queue(),
  ].flat().length;
}

function warnings(): readonly LogLine[] {
  return events.flatMap((event) => (event.type === 'log' && /warn|error/.test(event.log.level) ? [event.log] : []));
}

async function recorded(environment = 'dev'): Promise<readonly string[]> {
  const page = await runtime.store.listByEnvironment({ environment, limit: 10 });
  return page.executions.map(({ status, failure }) => `${status}${failure === undefined ? '' : ` ${failure.code}`}`);
}

describe('what was asked for can not be: the answer says why, and nothing is started', () => {
  it.each([
    ['an unknown environment', 'Deploy bootstrap infrastructure for mars environment', /mars.*dev, staging, prod/s],
    ['a missing parameter', 'Deploy bootstrap infrastructure', /environment/i],
    ['an unknown pipeline', 'Deploy the frobnicator for dev', /bootstrap.*compute.*app/s],
    ['a message that asks for nothing', 'Hello there', /bootstrap.*compute.*app/s],
    [
      'a parameter that is protected there',
      'Deploy app to prod and run migrations',
      /run_migrations may not be set in prod/,
    ],
  ])('%s', async (_, message, words) => {
    const answer = await ask(message);

    expect(answer).toMatch(words);
    expect(answer).not.toMatch(/succeeded|completed|is running/);
    expect(runs()).toBe(0);
    expect(await recorded()).toEqual([]);
  });
});

describe('GitLab refuses', () => {
  it.each([
    ['an unknown ref', 400, '{"message":{"base":["Reference not found"]}}', /Reference not found/],
    ['no permission', 403, '{"message":"403 Forbidden"}', /permission|forbidden|not allowed|may not/i],
    ['a bad token', 401, '{"message":"401 Unauthorized"}', /token/i],
    ['an unknown project', 404, '{"message":"404 Project Not Found"}', /project/i],
  ])('%s', async (_, status, body, words) => {
    runtime.simulators.gitlab.injectFault({ kind: 'status', route: 'create-pipeline', status, body });

    const answer = await ask(DEPLOY);

    expect(answer).toMatch(words);
    expect(answer).toMatch(/no run was started/i);
    expect(runs()).toBe(0);
    expect(await recorded()).toEqual(['failed not_started']);
    expect(
      warnings()
        .map(({ part, message }) => `${part}: ${message}`)
        .join('\n'),
    ).toMatch(/pipeline server: .*GitLab/);
  });
});

describe('Jenkins refuses', () => {
  it.each<[string, JenkinsFault, RegExp]>([
    ['no permission', { kind: 'status', route: 'trigger-build', status: 403 }, /permission|forbidden|not allowed|may/i],
    ['a bad token', { kind: 'status', route: 'get-jenkins', status: 401 }, /token/i],
    ['an unknown job', { kind: 'status', route: 'get-job', status: 404 }, /job/i],
    ['a rule of the queue', { kind: 'refused' }, /Jenkins/],
  ])('%s', async (_, fault, words) => {
    runtime.simulators.jenkins.injectFault(fault);

    const answer = await ask(DEPLOY_COMPUTE);

    expect(answer).toMatch(words);
    expect(answer).toMatch(/no run was started/i);
    expect(runs()).toBe(0);
    expect(await recorded()).toEqual(['failed not_started']);
    expect(
      warnings()
        .map(({ part, message }) => `${part}: ${message}`)
        .join('\n'),
    ).toMatch(/pipeline server: .*Jenkins/);
  });
});

describe('a part is down', () => {
  it('GitLab: nothing is started, and the record says so', async () => {
    await runtime.parts.gitlab?.stop();

    const answer = await ask(DEPLOY);

    expect(answer).toMatch(/GitLab.*(?:reach|connect)/is);
    expect(answer).toMatch(/no run was started/i);
    expect(await recorded()).toEqual(['failed not_started']);
    expect(warnings().length).toBeGreaterThan(0);
  });

  it('GitLab, after it took the request: it is not known, and the run is found when GitLab is back', async () => {
    runtime.simulators.gitlab.injectFault({ kind: 'commit-then-502', route: 'create-pipeline' });

    const answer = await ask(DEPLOY);

    expect(runs()).toBe(1);
    expect(await recorded()).toEqual(['succeeded']);
    expect(answer).toMatch(/succeeded/);
  });

  it('Jenkins: nothing is started, the record says so, and what runs on GitLab goes on', async () => {
    await runtime.parts.jenkins?.stop();

    const answer = await ask(DEPLOY_COMPUTE);

    expect(answer).toMatch(/Jenkins.*(?:reach|connect)/is);
    expect(answer).toMatch(/no run was started/i);
    expect(await recorded()).toEqual(['failed not_started']);
    expect(await ask(DEPLOY)).toMatch(/succeeded/);
  });

  it('Jenkins, after it took the request: it is not known, and the run is found when Jenkins is back', async () => {
    runtime.simulators.jenkins.injectFault({ kind: 'commit-then-502', route: 'trigger-build' });

    const answer = await ask(DEPLOY_COMPUTE);

    expect(runs()).toBe(1);
    expect(await recorded()).toEqual(['succeeded']);
    expect(answer).toMatch(/succeeded/);
  });

  it('the pipeline server: nothing is started', async () => {
    await runtime.parts.server.stop();

    const answer = await ask(DEPLOY);

    expect(answer).toMatch(/pipeline server.*reach/is);
    expect(answer).toMatch(/nothing was started/i);
    expect(runs()).toBe(0);
    expect(warnings().map(({ part }) => part)).toContain('mcp-proxy');
  });

  it('DynamoDB: nothing is started, for without a record nothing may be', async () => {
    await runtime.parts.dynamodb.stop();

    const answer = await ask(DEPLOY);

    expect(answer).toMatch(/started nothing/i);
    expect(answer).not.toMatch(/succeeded|completed|is running/);
    expect(runs()).toBe(0);
    expect(warnings().length).toBeGreaterThan(0);
  });

  it('DynamoDB, when the memory is asked: it says that it can not tell', async () => {
    await runtime.parts.dynamodb.stop();

    const answer = await ask('What is deployed in dev?');

    expect(answer).toMatch(/memory|can't be|could not/i);
    expect(answer).not.toMatch(/nothing is deployed/i);
  });

  it('the agents: the user is told', async () => {
    await runtime.parts.agents.stop();

    expect(await ask(DEPLOY)).toMatch(/agent/i);
    expect(runs()).toBe(0);
  });
});

it('a wrong key: nothing is started, the user is told whom to tell, and the log says which part', async () => {
  const port = Number(new URL(runtime.parts.server.url).port);
  await runtime.parts.server.stop();
  const logger = { info: () => {}, warn: () => {}, error: () => {} };
  const server = await startPipelineServer({
    service: createExecutionService({
      catalog: runtime.catalog,
      store: runtime.store,
      clock: systemClock,
      createId: () => 'never',
    }),
    authenticate: apiKeyAuthenticator([
      { id: 'another', sha256: hashApiKey('another-key-than-the-proxy-has'), scopes: ['read', 'execute'] },
    ]),
    host: '127.0.0.1',
    port,
    logger,
  });
  try {
    const answer = await ask(DEPLOY);

    expect(answer).toMatch(/key/i);
    expect(answer).toMatch(/platform team/i);
    expect(answer).not.toContain(runtime.serverApiKey);
    expect(runs()).toBe(0);
    expect(warnings().map(({ part }) => part)).toContain('mcp-proxy');
  } finally {
    await server.close();
  }
});
