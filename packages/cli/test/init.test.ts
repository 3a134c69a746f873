import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runSluice, startSluice } from './support/sluice.ts';

const WORKSPACE = resolve(import.meta.dirname, '../../..');
/** Loading the CDK takes its time on a busy machine. */
const LONG = 120_000;

/** Makes an empty folder from which the packages of the workspace are found. */
async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(import.meta.dirname, 'generated-init-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** Runs a program of Node in a folder; returns its exit code and what it printed. */
async function runIn(
  folder: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<readonly [number, string]> {
  const child = spawn(process.execPath, args, { cwd: folder, env: { PATH: process.env['PATH'] ?? '', ...env } });
  let printed = '';
  const collect = (text: string): void => {
    printed += text;
  };
  child.stdout.setEncoding('utf8').on('data', collect);
  child.stderr.setEncoding('utf8').on('data', collect);
  const [exitCode] = await once(child, 'close');
  return [exitCode, printed];
}

const init = (folder: string, ...flags: readonly string[]) => runSluice(['init', folder, ...flags]);

describe('sluice init', () => {
  it.each(['gitlab', 'jenkins'])(
    'makes a folder for %s that lints, type-checks, passes its test and runs',
    async (executor) => {
      const folder = await emptyFolder();
      const made = await init(folder, '--executor', executor, '--pipeline', 'dns-zones', '--yes');
      expect([made.exitCode, made.stderr]).toEqual([0, '']);
      const lint = await runSluice(['schemas', 'lint', '--config', join(folder, 'sluice.config.ts')]);
      expect(lint.stdout).toBe('1 document: 0 errors, 0 warnings.\n');
      const types = await runIn(folder, [join(WORKSPACE, 'node_modules/typescript/bin/tsc'), '--noEmit']);
      expect(types).toEqual([0, '']);
      const [tested, report] = await runIn(folder, ['--test', 'test/config.test.ts']);
      expect([tested, report]).toEqual([0, expect.stringContaining('pass 1')]);
      const config = join(folder, 'sluice.config.ts');
      const said = await runSluice([
        'local',
        '--config',
        config,
        '--once',
        'Deploy dns-zones for dev environment',
        '--json',
      ]);
      expect([said.exitCode, said.stderr]).toEqual([0, '']);
      expect(said.stdout).toMatch(/dns-zones in dev succeeded/);
    },
    LONG,
  );

  it(
    'makes an app that is synthesised, with the server of the flag',
    async () => {
      const folder = await emptyFolder();
      await init(folder, '--server', 'fargate', '--yes');
      const [exitCode, printed] = await runIn(folder, ['bin/app.ts'], {
        CDK_OUTDIR: join(folder, 'cdk.out'),
        CDK_CONTEXT_JSON: JSON.stringify(JSON.parse(await readFile(join(folder, 'cdk.json'), 'utf8')).context),
      });
      expect([exitCode, printed]).toEqual([0, expect.not.stringContaining('Error')]);
      const template = await readFile(join(folder, 'cdk.out/Pipelines.template.json'), 'utf8');
      expect(template).toContain('"AWS::ECS::Service"');
    },
    LONG,
  );

  it.each([
    ['github', '.github/workflows/pipelines.yml'],
    ['gitlab', '.gitlab-ci.yml'],
  ])(
    'writes the CI file of %s, which verifies the contract, and leaves what is written otherwise in double braces',
    async (ci, path) => {
      const folder = await emptyFolder();
      await init(folder, '--ci', ci, '--yes');
      const text = await readFile(join(folder, path), 'utf8');
      expect(text).toContain('npx sluice contract verify --url http://127.0.0.1:8000 --execute network@dev');
      expect(text).not.toMatch(/\{\{\w/);
    },
  );

  it('changes nothing where one of its files is there, and ends with 2', async () => {
    const folder = await emptyFolder();
    await writeFile(join(folder, 'cdk.json'), 'mine');
    const { exitCode, stderr } = await init(folder, '--yes');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('cdk.json would be overwritten');
    expect(await readdir(folder)).toEqual(['cdk.json']);
    expect(await readFile(join(folder, 'cdk.json'), 'utf8')).toBe('mine');
  });

  it('asks for what no flag says, again where the answer is none, and takes the default for an empty line', async () => {
    const folder = await emptyFolder();
    const sluice = startSluice(['init', folder, '--ci', 'gitlab']);
    sluice.write('Not A Name\nbilling\nteamcity\njenkins\n\n');
    const { exitCode, stdout } = await sluice.finished;
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Lower-case letters');
    expect(stdout).not.toContain('CI of this folder');
    expect(await readFile(join(folder, 'sluice.config.ts'), 'utf8')).toContain("target: { job: 'platform/billing' }");
    expect(await readFile(join(folder, 'cdk.json'), 'utf8')).toContain('"server": "lambda"');
  });

  it('writes nothing when the input ends before all is answered', async () => {
    const folder = await emptyFolder();
    const sluice = startSluice(['init', folder]);
    sluice.write('billing\n');
    sluice.write(undefined);
    const { exitCode, stderr } = await sluice.finished;
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--yes');
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    [['--pipeline', '../x'], 'Lower-case letters'],
    [['--executor', 'teamcity'], 'Allowed choices are gitlab, jenkins'],
  ])('refuses %j, and ends with 2', async (flags, message) => {
    const { exitCode, stderr } = await init(await emptyFolder(), ...flags, '--yes');
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});
