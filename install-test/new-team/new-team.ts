import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Place, run, startUntil } from '../command.ts';
import type { Report } from '../report.ts';
import type { NodeVersion } from '../stranger.ts';
import { checkChat } from './chat.ts';
import { addSecondPipeline, SECOND_PIPELINE } from './second-pipeline.ts';
import { checkSynthesis } from './synthesis.ts';

/** The pipeline that `sluice init` is told of; none of our examples. */
const FIRST_PIPELINE = 'telescope';

/** Between them, the two teams have all that `sluice init` can be told. */
const TEAMS = {
  22: { executor: 'jenkins', ci: 'gitlab', server: 'fargate', resource: 'AWS::ECS::Service SluiceServer' },
  24: { executor: 'gitlab', ci: 'github', server: 'lambda', resource: 'AWS::Lambda::Function SluiceServerFunction' },
} as const;

type Team = (typeof TEAMS)[keyof typeof TEAMS];

/** Does in an empty folder what README files and `sluice init` tell a new team. */
export async function checkNewTeam(parent: string, { major, variables }: NodeVersion, report: Report): Promise<void> {
  const team = major === 22 ? TEAMS[22] : TEAMS[24];
  await mkdir(parent, { recursive: true });
  const outside = { folder: parent, variables };
  const inside = { folder: join(parent, 'pipelines'), variables };
  const version = (await run(outside, ['node', '--print', 'process.version'])).trim();
  report.part(`A new team, on Node ${version}: ${team.executor}, CI on ${team.ci}, server on ${team.server}`);
  await report.check('npm init, npm install @sluice/cli, npx sluice init', () => init(outside, team));
  await report.check('npm install', async () => {
    await run(inside, ['npm', 'install']);
    assert.equal((await run(inside, ['npm', 'exec', '--', 'node', '--print', 'process.version'])).trim(), version);
  });
  await report.check(`a second pipeline, ${SECOND_PIPELINE}, and npm run lint`, () => addAndLint(inside, team));
  await report.check('npm run types', () => run(inside, ['npm', 'run', 'types']));
  await report.check('npm test', async () => {
    assert.match(await run(inside, ['npm', 'test']), /pass 1\n.*fail 0\n/s);
  });
  await report.check('npm run local -- --once', () => sayOnce(inside));
  await report.check('a message to sluice local over HTTP, and the run that the answer names', () =>
    checkChat(inside, team.executor),
  );
  await report.check('npm run simulate, npm run serve:simulated, npx sluice contract verify', () => verify(inside));
  await report.check('npx cdk synth, offline', () =>
    checkSynthesis(inside, [team.resource, 'AWS::Bedrock::Agent SluiceAgentsbackupvault']),
  );
}

async function init(place: Place, { executor, ci, server }: Team): Promise<void> {
  await run(place, ['npm', 'init', '--yes']);
  await run(place, ['npm', 'install', '--save-dev', '@sluice/cli']);
  const flags = ['--pipeline', FIRST_PIPELINE, '--executor', executor, '--ci', ci, '--server', server];
  const printed = await run(place, ['npx', 'sluice', 'init', 'pipelines', ...flags]);
  const ciFile = ci === 'github' ? '.github/workflows/pipelines.yml' : '.gitlab-ci.yml';
  for (const path of ['sluice.config.ts', `action-groups/${FIRST_PIPELINE}.openapi.yaml`, '.gitignore', ciFile]) {
    assert.ok(printed.includes(`  ${path}\n`), `sluice init did not make ${path}:\n${printed}`);
  }
}

async function addAndLint(place: Place, { executor }: Team): Promise<void> {
  await addSecondPipeline(place.folder, executor);
  assert.match(await run(place, ['npm', 'run', 'lint']), /^2 documents: 0 errors, 0 warnings\.$/m);
}

/** Both ways: what can be done ends with 0, what can't be with 1. */
async function sayOnce(place: Place): Promise<void> {
  const command = ['npm', 'run', 'local', '--', '--once'];
  const done = await run(place, [...command, `Deploy ${FIRST_PIPELINE} for dev environment`]);
  assert.match(done, new RegExp(`${FIRST_PIPELINE} in dev succeeded after .*Execution: [0-9a-f-]{36}`, 's'));
  const refused = await run(place, [...command, `Deploy ${FIRST_PIPELINE} for mars environment`], { exitCode: 1 });
  assert.match(refused, /dev, prod/);
}

/** As the CI file of the folder has it. */
async function verify(place: Place): Promise<void> {
  const simulator = await startUntil(place, ['npm', 'run', 'simulate'], /listens on/);
  const server = await startUntil(place, ['npm', 'run', 'serve:simulated'], /listens on/);
  const url = 'http://127.0.0.1:8000';
  const verified = await run(place, [
    ...['npx', 'sluice', 'contract', 'verify'],
    ...['--url', url, '--execute', `${FIRST_PIPELINE}@dev`],
  ]);
  assert.match(
    verified,
    /The contract is kept: [1-9]\d* verified live, \d+ by the server's document, 0 not verified here/,
  );
  await server.stop();
  await simulator.stop();
}
