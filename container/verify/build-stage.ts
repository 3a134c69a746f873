import { chown, cp, glob, mkdir, readFile } from 'node:fs/promises';
import { dirname, join, matchesGlob, resolve } from 'node:path';
import { assignments, type Instruction, type Stage } from './dockerfile.ts';
import { runInJail } from './jail.ts';

/** Where the parts of a build are. */
export interface BuildContext {
  /** The folder that is built. */
  readonly source: string;
  /** The lines of its `.dockerignore`. */
  readonly ignored: readonly string[];
  /** What the base images have, besides the programs of this machine. */
  readonly base: string;
  /** Programs that the base images have. */
  readonly programs: string;
  /** Environment of `RUN`, besides that of the Dockerfile. */
  readonly variables: Readonly<Record<string, string>>;
  /** The folders of the stages before, by name. */
  readonly stages: ReadonlyMap<string, string>;
}

/** How a stage stands after its last line. */
export interface BuiltStage {
  readonly root: string;
  readonly workingDirectory: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly user: string;
}

/** Carries the lines of a stage out in an empty folder. */
export async function buildStage(stage: Stage, root: string, context: BuildContext): Promise<BuiltStage> {
  await cp(context.base, root, { recursive: true });
  let built: BuiltStage = { root, workingDirectory: '/', variables: {}, user: '0:0' };
  for (const instruction of stage.instructions) built = await carryOut(instruction, built, context);
  return built;
}

async function carryOut(instruction: Instruction, built: BuiltStage, context: BuildContext): Promise<BuiltStage> {
  const { name, text } = instruction;
  switch (name) {
    case 'WORKDIR':
      await mkdir(join(built.root, text), { recursive: true });
      return { ...built, workingDirectory: text };
    case 'ENV':
      return { ...built, variables: { ...built.variables, ...assignments(text) } };
    case 'USER':
      return { ...built, user: text };
    case 'COPY':
      await copy(instruction, built, context);
      return built;
    case 'RUN':
      process.stdout.write(`  RUN ${text}\n`);
      await runInJail(
        { ...built, programs: context.programs, variables: { ...context.variables, ...built.variables } },
        ['sh', '-c', text],
      );
      return built;
    default:
      return built;
  }
}

async function copy({ flags, text }: Instruction, built: BuiltStage, context: BuildContext): Promise<void> {
  const words = text.split(/\s+/);
  const target = join(built.root, resolve(built.workingDirectory, words.at(-1) ?? '.'));
  const sources = words.slice(0, -1);
  const stageRoot = flags['from'] === undefined ? undefined : context.stages.get(flags['from']);
  if (flags['from'] !== undefined && stageRoot === undefined) throw new Error(`There is no stage ${flags['from']}`);
  for (const source of sources) {
    if (stageRoot === undefined) await copyFromContext(source, target, context);
    else await cp(join(stageRoot, source), target, { recursive: true, verbatimSymlinks: true });
  }
  const [user, group] = (flags['chown'] ?? '').split(':').map(Number);
  if (user !== undefined && group !== undefined) await chown(target, user, group);
}

/** Copies a file of the source, or all of it for `.`, without what is ignored. */
async function copyFromContext(
  source: string,
  target: string,
  { source: folder, ignored }: BuildContext,
): Promise<void> {
  let copied = 0;
  for await (const entry of glob('**', { cwd: folder, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(folder.length + 1);
    const isWanted = entry.isFile() && (source === '.' || source === path) && !isIgnored(path, ignored);
    if (!isWanted) continue;
    await mkdir(dirname(join(target, path)), { recursive: true });
    await cp(join(folder, path), join(target, path));
    copied += 1;
  }
  if (copied === 0) throw new Error(`COPY ${source}: nothing is there, or the .dockerignore leaves it out`);
}

/** As Docker does it: the last line that fits the path, or a folder above it, decides. */
function isIgnored(path: string, lines: readonly string[]): boolean {
  const parts = path.split('/');
  const prefixes = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  const line = lines.findLast((each) => prefixes.some((prefix) => matchesGlob(prefix, each.replace(/^!/, ''))));
  return line !== undefined && !line.startsWith('!');
}

/** Reads the lines of a `.dockerignore`. */
export async function readIgnored(path: string): Promise<readonly string[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}
