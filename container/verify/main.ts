/**
 * Builds the image without Docker, and starts it as a locked-down container would run: the lines of the Dockerfile in
 * folders of their own, the command in a root file system that is read-only, as user 1000, in a network of its own.
 *
 * Needs Linux, root, and the packages to be built.
 */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BuiltStage, buildStage, readIgnored } from './build-stage.ts';
import { execForm, instructionOf, parseDockerfile, type Stage } from './dockerfile.ts';
import { type JailOptions, runInJail, startInJail } from './jail.ts';
import { createPrograms } from './programs.ts';
import { createTeamRepo, packInto } from './team-repo.ts';

const run = promisify(execFile);
const HERE = join(import.meta.dirname, '..');
const API_KEY = 'the-key-of-the-container-test';

if (process.platform !== 'linux' || process.getuid?.() !== 0) {
  process.stderr.write('This needs Linux and root, for namespaces of its own. Run it in a container, or with sudo.\n');
  process.exit(2);
}
const folder = await mkdtemp(join(tmpdir(), 'sluice-container-'));
try {
  await verify(folder);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function verify(folder: string): Promise<void> {
  const [source, base, programs] = [join(folder, 'repo'), join(folder, 'base'), join(folder, 'programs')];
  say('Packing the packages and making the repo of a team');
  await mkdir(join(base, 'tmp'), { recursive: true });
  await createTeamRepo(source, await packInto(base));
  await createPrograms(programs);
  const variables = { ...(process.env as Record<string, string>), HOME: '/tmp', npm_config_update_notifier: 'false' };
  await lock(source, { root: join(folder, 'lock'), programs, workingDirectory: '/app', variables }, base);
  say('Building');
  const stages = parseDockerfile(await readFile(join(HERE, 'Dockerfile'), 'utf8'));
  const ignored = await readIgnored(join(HERE, 'Dockerfile.dockerignore'));
  const roots = new Map<string, string>();
  let built: BuiltStage | undefined;
  for (const [index, stage] of stages.entries()) {
    const root = join(folder, `stage-${index}`);
    say(`Stage ${stage.name ?? 'final'}, from ${stage.image}`);
    const isLast = index === stages.length - 1;
    const context = { source, ignored, programs, variables, stages: roots, base: isLast ? join(folder, 'none') : base };
    await mkdir(join(folder, 'none'), { recursive: true });
    built = await buildStage(stage, root, context);
    roots.set(stage.name ?? String(index), root);
  }
  const last = stages.at(-1);
  if (built === undefined || last === undefined) throw new Error('The Dockerfile has no stage');
  await checkContents(built);
  await checkServer(last, built, programs);
  say('The image does what it should.');
}

/** A team's repo has a lock file. */
async function lock(source: string, jail: JailOptions, base: string): Promise<void> {
  await cp(base, jail.root, { recursive: true });
  await mkdir(join(jail.root, 'app'), { recursive: true });
  await cp(join(source, 'package.json'), join(jail.root, 'app/package.json'));
  await runInJail(jail, ['npm', 'install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund']);
  await cp(join(jail.root, 'app/package-lock.json'), join(source, 'package-lock.json'));
}

async function checkContents({ root }: BuiltStage): Promise<void> {
  const files = (await readdir(join(root, 'app'))).sort().join(' ');
  const { stdout } = await run('du', ['-sm', join(root, 'app')]);
  say(`In /app: ${files} (${stdout.split('\t')[0]} MB)`);
  const expected = 'action-groups node_modules package-lock.json package.json sluice.config.ts';
  if (files !== expected) throw new Error(`/app should have: ${expected}`);
}

async function checkServer(stage: Stage, built: BuiltStage, programs: string): Promise<void> {
  const words = ['ENTRYPOINT', 'CMD'].flatMap((name) => execForm(instructionOf(stage, name).text));
  const secrets = { MCP_SERVER_API_KEY: API_KEY, GITLAB_URL: 'http://127.0.0.1:1', GITLAB_TOKEN: 'not-a-token' };
  const jail = { ...built, programs, variables: { ...built.variables, ...secrets }, writable: ['/data'] };
  say(`Starting, as ${built.user}, read-only but for /data: ${words.join(' ')}`);
  const server = await startInJail(jail, words);
  const ended = once(server, 'close');
  const output = server.stdout;
  if (server.pid === undefined || output === null) throw new Error('It did not start');
  output.setEncoding('utf8');
  const first = await Promise.race([once(output, 'data'), ended.then(([code]) => [`it ended with ${code}`])]);
  process.stdout.write(`${String(first[0]).trimEnd().replaceAll(/^/gm, '  ')}\n`);
  if (server.exitCode !== null) throw new Error('It did not start');
  try {
    await checkHealth(stage, server.pid);
    await checkAnswers(server.pid);
    await checkUser(server.pid);
  } finally {
    server.kill(instructionOf(stage, 'STOPSIGNAL').text as NodeJS.Signals);
  }
  const [code] = await ended;
  say(`Stopped with ${instructionOf(stage, 'STOPSIGNAL').text}: exit code ${code}`);
  if (code !== 0) throw new Error('It should have closed in good order');
}

async function checkHealth(stage: Stage, pid: number): Promise<void> {
  const command = execForm(instructionOf(stage, 'HEALTHCHECK').text.replace(/^.*?CMD/, 'CMD'));
  await run('nsenter', [
    '--target',
    String(pid),
    '--mount',
    '--net',
    '--root',
    '/usr/local/bin/node',
    ...command.slice(1),
  ]);
  say('HEALTHCHECK: healthy');
}

async function checkAnswers(pid: number): Promise<void> {
  const probe = fileURLToPath(new URL('./probe.ts', import.meta.url));
  const { stdout } = await run('nsenter', ['--target', String(pid), '--net', process.execPath, probe, API_KEY]);
  const answers: readonly { path: string; status: number; body: unknown }[] = JSON.parse(stdout);
  for (const { path, status, body } of answers) say(`${path}: ${status} ${JSON.stringify(body).slice(0, 100)}`);
  const statuses = answers.map(({ path, status }) => `${path} ${status}`).join(', ');
  const expected = '/healthz 200, /readyz 200, /pipelines 401, /mcp 200';
  if (statuses !== expected) throw new Error(`Expected ${expected}, got ${statuses}`);
}

async function checkUser(pid: number): Promise<void> {
  const [uid] = /^Uid:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.slice(1) ?? [];
  if (uid !== '1000') throw new Error(`It runs as ${uid}`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
