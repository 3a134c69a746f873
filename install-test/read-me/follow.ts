import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Place, type Running, run, startUntil } from '../command.ts';
import type { CodeBlock } from './code-blocks.ts';

/** What was done with the blocks of a README. */
export interface Followed {
  /** TypeScript files that it told to write. */
  readonly sources: readonly string[];
  /** How many blocks were run in a shell. */
  readonly commands: number;
}

/** What has been done so far. */
interface Progress {
  readonly sources: string[];
  readonly background: Running[];
  commands: number;
  /** What the last command printed. */
  printed: string;
}

/** Anything may stand there. */
const ELLIPSIS = '…';

/**
 * Does what a README says, in an empty folder: writes the files that it shows, and runs what it tells to type.
 *
 * @throws CommandFailedError when a command fails; an error when it prints something else than the README shows
 */
export async function follow(place: Place, blocks: readonly CodeBlock[]): Promise<Followed> {
  const progress: Progress = { sources: [], background: [], commands: 0, printed: '' };
  try {
    for (const block of blocks) await take(place, block, progress);
  } finally {
    for (const running of progress.background.reverse()) await running.stop();
  }
  return progress;
}

async function take(place: Place, block: CodeBlock, progress: Progress): Promise<void> {
  const { language, note, text, line } = block;
  if (note === 'output') return assertPrinted(progress.printed, text, line);
  if (language === 'sh') return type(place, block, progress);
  const file = language === 'ts' ? note || `line-${line}.ts` : note;
  if (file === '') return;
  await writeOnce(join(place.folder, file), text, line);
  if (language === 'ts') progress.sources.push(file);
}

async function type(place: Place, { note, text }: CodeBlock, progress: Progress): Promise<void> {
  progress.commands += 1;
  if (note === 'background') progress.background.push(await startUntil(place, shell(text), /\n/));
  else progress.printed = await run(place, shell(text));
}

/** Stops at the first command that fails. */
function shell(text: string): readonly string[] {
  return ['bash', '-euo', 'pipefail', '-c', text];
}

async function writeOnce(path: string, text: string, line: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text, { flag: 'wx' }).catch((cause: unknown) => {
    throw new Error(`The file of the block in line ${line} is there already`, { cause });
  });
}

function assertPrinted(printed: string, expected: string, line: number): void {
  const parts = expected
    .trim()
    .split(ELLIPSIS)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const message = `What is above line ${line} should print\n\n${expected}\nand printed\n\n${printed}`;
  assert.match(printed, new RegExp(parts.join('[^]*?')), message);
}
