import { cpSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { expect, it, onTestFinished } from 'vitest';
import { imageOf } from '../src/pipeline-server/image-directory.ts';
import { teamApp, teamStack } from './support/team.ts';

const CONTAINER = fileURLToPath(new URL('../../../container/', import.meta.url));

it('an image is made of what the Dockerfile.dockerignore names: no .env, nothing that is installed', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-image-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  for (const name of ['Dockerfile', 'Dockerfile.dockerignore']) cpSync(join(CONTAINER, name), join(directory, name));
  for (const name of ['package.json', 'package-lock.json', 'sluice.config.ts', '.env', 'notes.txt']) {
    writeFileSync(join(directory, name), 'GITLAB_TOKEN=glpat');
  }
  const app = teamApp();
  const task = new FargateTaskDefinition(teamStack('Team', app), 'Task');
  task.addContainer('server', { image: imageOf(directory) });
  const { directory: outdir } = app.synth();
  const [asset = ''] = readdirSync(outdir).filter((name) => name.startsWith('asset.'));
  expect(readdirSync(join(outdir, asset)).sort()).toEqual([
    'Dockerfile',
    'package-lock.json',
    'package.json',
    'sluice.config.ts',
  ]);
});
