import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConfig } from '@sluice/config';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type LocalRuntime, startLocalRuntime } from '../src/index.ts';

const QUICKSTART = join(import.meta.dirname, '../../../examples/quickstart');

/** Writes a copy of the quickstart's config where bootstrap needs approvals; `.sluice` is not in git, and its packages are found from there. */
async function writeConfig(): Promise<string> {
  const folder = join(QUICKSTART, '.sluice', `approvals-${randomUUID()}`);
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(folder, { recursive: true });
  const config = await readFile(join(QUICKSTART, 'sluice.config.ts'), 'utf8');
  const path = join(folder, 'sluice.config.ts');
  const changed = config
    .replace('staging: {}', "staging: { approval: 'second-person' }")
    .replace('prod: { target', "prod: { approval: 'requester', target");
  await writeFile(path, changed);
  return path;
}

let runtime: LocalRuntime;
beforeEach(async () => {
  runtime = await startLocalRuntime({
    config: await loadConfig(await writeConfig()),
    pipelineSpeed: 20,
    pollIntervalMs: 20,
  });
});
afterEach(() => runtime.close());

interface Confirmation {
  readonly agent_type: string;
  readonly invocation_id: string;
  readonly requests: readonly { readonly action_group: string; readonly operation: string }[];
}

interface Body {
  readonly answer: string;
  readonly detail?: string;
  readonly session_id: string;
  readonly confirmation?: Confirmation;
}

async function post(body: object): Promise<Body> {
  const response = await fetch(`${runtime.parts.gateway.url}/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Body;
}

/** Says something, and goes on with the conversation of an answer. */
function say(message: string, before?: Body): Promise<Body> {
  return post({ message, session_id: before?.session_id });
}

/** Answers what is to be confirmed, as a client does when a person has pressed a button. */
function decide({ confirmation, session_id }: Body, confirmed: boolean): Promise<Body> {
  if (confirmation === undefined) throw new Error('There is nothing to confirm');
  const { agent_type, invocation_id, requests } = confirmation;
  const results = requests.map(({ action_group, operation }) => ({ action_group, operation, confirmed }));
  return post({ session_id, confirmation: { agent_type, invocation_id, results } });
}

const runs = (): number => runtime.simulators.gitlab.pipelines('platform/bootstrap').length;

describe('what awaits approval', () => {
  it('starts when the user asks to approve it and confirms that in their client, and is followed to its end', async () => {
    const asked = await say('Deploy bootstrap infrastructure for prod environment');
    expect(asked.answer).toMatch(/awaits approval/);
    expect(asked.confirmation).toBeUndefined();

    const approval = await say('Approve it', asked);
    expect(approval.confirmation).toMatchObject({
      agent_type: 'bootstrap',
      requests: [{ action_group: 'executions', operation: 'POST /executions/{execution_id}/approve' }],
    });
    expect(approval.answer).toMatch(/needs your confirmation first/);
    expect(runs()).toBe(0);

    const done = await decide(approval, true);
    expect(done.answer).toMatch(/bootstrap in prod succeeded/);
    expect(runs()).toBe(1);
  });

  it('does not start when the user denies that, nor for a yes that is only said', async () => {
    const asked = await say('Deploy bootstrap infrastructure for prod environment');
    const approval = await say('Approve it', asked);
    expect((await say('Yes', approval)).answer).toMatch(/what you tell me does not count/);
    const again = await say('Approve it', approval);
    expect((await decide(again, false)).answer).toMatch(/You did not confirm this, so it was not done/);
    expect(runs()).toBe(0);
    expect((await say('Is it done?', approval)).answer).toMatch(/awaits approval/);
  });

  it('does not start for an answer to something else, or for the same answer twice', async () => {
    const asked = await say('Deploy bootstrap infrastructure for prod environment');
    const approval = await say('Approve it', asked);
    const { confirmation } = approval;
    if (confirmation === undefined) throw new Error('There is nothing to confirm');
    const forged = { ...approval, confirmation: { ...confirmation, invocation_id: 'another' } };
    expect(JSON.stringify(await decide(forged, true))).toMatch(/was not taken|nothing of what was asked was begun/i);
    expect(runs()).toBe(0);
    await decide(await say('Approve it', asked), true);
    await decide(approval, true);
    expect(runs()).toBe(1);
  });

  it('is denied without any confirmation, since that lets nothing happen', async () => {
    const asked = await say('Deploy bootstrap infrastructure for prod environment');
    const denied = await say('Deny it', asked);
    expect(denied.answer).toMatch(/bootstrap in prod was denied: nothing was started/);
    expect(denied.confirmation).toBeUndefined();
  });

  it('is found by its environment in another conversation', async () => {
    await say('Deploy bootstrap infrastructure for prod environment');
    const approval = await say('Approve bootstrap in prod');
    expect((await decide(approval, true)).answer).toMatch(/bootstrap in prod succeeded/);
    expect((await say('Approve bootstrap in prod')).answer).toMatch(
      /awaits approval in prod, so there is nothing to approve/,
    );
  });

  it('that needs a second person is not started by whoever asked for it, and the answer says who can', async () => {
    const asked = await say('Deploy bootstrap infrastructure for staging environment');
    const refused = await decide(await say('Approve it', asked), true);
    expect(refused.answer).toMatch(/another|second|other person|somebody else/i);
    expect(runs()).toBe(0);
  });
});
