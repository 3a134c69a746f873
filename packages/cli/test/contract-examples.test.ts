import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { runInProcess } from './support/served-in-process.ts';

const FILES = ['examples/ci/github-actions.yml', 'examples/ci/gitlab-ci.yml', 'docs/contract.md'];

/** Returns what a file lets the command do: the words of each command line. */
function commandLinesOf(file: string): readonly (readonly string[])[] {
  const text = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
  if (file.endsWith('.yml')) parse(text);
  const joined = text.replace(/\\?\n\s+(?=--)/g, ' ');
  return [...joined.matchAll(/^.*?npx sluice ((?:contract|serve|simulate) .+)$/gm)].map(([, line = '']) =>
    line.split(/\s+/),
  );
}

it.each(FILES)('%s uses commands and options that there are', async (file) => {
  const lines = commandLinesOf(file);
  expect(lines.filter(([command]) => command === 'contract').length).toBeGreaterThan(1);
  for (const words of lines) {
    const command = words.slice(0, words[0] === 'serve' ? 1 : 2);
    const { exitCode, stdout } = await runInProcess([...command, '--help']);
    expect(exitCode).toBe(0);
    const options = words.filter((word) => word.startsWith('--'));
    expect(options.filter((option) => !stdout.includes(`${option} `))).toEqual([]);
  }
});

it('docs/contract.md counts what the pact has', () => {
  const [text, pact] = ['docs/contract.md', 'packages/lambda-adapters/pacts/mcp-proxy-mcp-server.json'].map((file) =>
    readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8'),
  );
  const { interactions } = JSON.parse(pact ?? '');
  const counts = [...(text ?? '').matchAll(/(\d+) interactions|in 1 of (\d+)/g)].map(([, all, of]) =>
    Number(all ?? of),
  );
  expect(new Set(counts)).toEqual(new Set([interactions.length]));
});
