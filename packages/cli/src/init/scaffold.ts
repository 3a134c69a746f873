import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigurationError } from '@sluice/core';
import type { InitAnswers } from './init-answers.ts';
import { templateValues } from './template-values.ts';

const TEMPLATES = fileURLToPath(new URL('../templates', import.meta.url));
const SUFFIX = '.template';
const PLACEHOLDER = /\{\{(\w+)\}\}/g;

interface ScaffoldedFile {
  /** Relative to the folder. */
  readonly path: string;
  readonly text: string;
}

/**
 * Writes a team's folder from the templates, and returns the paths of its files. Changes no file that is there.
 *
 * @throws ConfigurationError when one of its files is there already; nothing has been written then
 */
export async function scaffold(folder: string, answers: InitAnswers, version: string): Promise<readonly string[]> {
  const values = templateValues(answers, version);
  const layers = ['common', join('executor', answers.executor), join('ci', answers.ci)];
  const files = (await Promise.all(layers.map((layer) => render(join(TEMPLATES, layer), values)))).flat();
  await requireAbsent(folder, files);
  for (const { path, text } of files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    // Refused where somebody has written it in the meantime.
    await writeFile(target, text, { flag: 'wx' });
  }
  return files.map(({ path }) => path).sort();
}

async function render(layer: string, values: Readonly<Record<string, string>>): Promise<readonly ScaffoldedFile[]> {
  const entries = await readdir(layer, { recursive: true, withFileTypes: true });
  const templates = entries.filter((entry) => entry.isFile() && entry.name.endsWith(SUFFIX));
  return Promise.all(
    templates.map(async ({ parentPath, name }) => {
      const template = join(parentPath, name);
      return {
        path: filled(relative(layer, template).slice(0, -SUFFIX.length), values),
        text: filled(await readFile(template, 'utf8'), values),
      };
    }),
  );
}

function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(PLACEHOLDER, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`no template value is called ${name}`);
    return value;
  });
}

async function requireAbsent(folder: string, files: readonly ScaffoldedFile[]): Promise<void> {
  const there = await Promise.all(files.map(({ path }) => exists(join(folder, path))));
  const paths = files.filter((_, index) => there[index]).map(({ path }) => path);
  if (paths.length === 0) return;
  const message = `${paths.join(', ')} would be overwritten. Name an empty folder, or move them away.`;
  throw new ConfigurationError([{ path: [], message }]);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
