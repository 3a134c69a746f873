import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly needs?: string;
  readonly environment?: string;
  readonly strategy?: { readonly matrix: { readonly command: readonly string[] } };
  readonly steps: readonly { readonly uses?: string; readonly run?: string; readonly with?: Record<string, unknown> }[];
}

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, '.github', 'workflows');
const WORKFLOWS = readdirSync(FOLDER).map((name) => ({ ...parse(readFileSync(join(FOLDER, name), 'utf8')), name }));
const JOBS = WORKFLOWS.flatMap(({ name, jobs }) =>
  Object.entries<Job>(jobs).map(([job, content]) => ({ name: `${name}: ${job}`, job: content })),
);
const SCRIPTS = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts;

it.each(WORKFLOWS)(
  '$name gives no right but to read, unless a job says so, and never runs what a fork sent with rights',
  (workflow) => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target');
  },
);

it('gives more rights only to the job that publishes, behind an approval and after all checks', () => {
  const trusted = JOBS.filter(({ job }) => job.permissions !== undefined);

  expect(trusted.map(({ name }) => name)).toEqual(['release.yml: publish']);
  expect(trusted[0]?.job).toMatchObject({
    permissions: { contents: 'read', 'id-token': 'write' },
    environment: 'npm',
    needs: 'check',
  });
});

describe.each(JOBS)('$name', ({ job }) => {
  it('names actions by their commit, keeps no credentials and ends in time', () => {
    const actions = job.steps.filter(({ uses }) => uses !== undefined);

    expect(actions.length).toBeGreaterThan(0);
    for (const { uses } of actions) expect(uses).toMatch(/@[0-9a-f]{40}$/);
    for (const step of actions.filter(({ uses }) => uses?.startsWith('actions/checkout@'))) {
      expect(step.with).toMatchObject({ 'persist-credentials': false });
    }
    expect(job['timeout-minutes']).toBeGreaterThan(0);
  });

  it('runs nothing that an event or a secret could change', () => {
    const commands = job.steps.flatMap(({ run }) => run ?? []);

    for (const command of commands) expect(command).not.toMatch(/\$\{\{(?! matrix\.command \}\})/);
    expect(JSON.stringify(job)).not.toMatch(/secrets\./);
  });

  it('runs commands that this repository has', () => {
    const commands = job.steps.flatMap(({ run }) => run ?? []);
    const ofMatrix = (job.strategy?.matrix.command ?? []).map((command) => `npm run ${command}`);
    const names = [...commands, ...ofMatrix].flatMap((command) => command.match(/(?<=npm run )[a-z:-]+/g) ?? []);

    for (const name of names) expect(SCRIPTS, name).toHaveProperty(name);
  });
});
