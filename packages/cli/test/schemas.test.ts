import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CONFIG, fixture, runSluice } from './support/sluice.ts';

const DOCUMENT = fixture('dns.openapi.yaml');

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-schemas-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

describe('sluice schemas lint', () => {
  it('says nothing but how many it looked at, where all is right', async () => {
    const { exitCode, stdout, stderr } = await runSluice(['schemas', 'lint', '--config', CONFIG]);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toBe('1 document: 0 errors, 0 warnings.\n');
  });

  it('names the line of what agents would refuse, and ends with 1', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'dns.openapi.yaml');
    const text = await readFile(DOCUMENT, 'utf8');
    await writeFile(path, text.replace(/operationId: .*/, 'operationId: execute dns'));
    const line = text.split('\n').findIndex((content) => content.includes('operationId:')) + 1;
    const { exitCode, stdout } = await runSluice(['schemas', 'lint', path]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`dns.openapi.yaml:${line}:`);
    expect(stdout).toContain('error: execute dns may have letters, digits, "-" and "_" only');
    expect(stdout).toContain('1 document: 1 error, 0 warnings.');
  });

  it.each([
    [['none.yaml'], /none\.yaml can't be read; name the OpenAPI document of an action group/],
    [[DOCUMENT, '--config', CONFIG], /Name documents, or --config, but not both/],
  ])('refuses %j, and ends with 2', async (args, message) => {
    const { exitCode, stderr } = await runSluice(['schemas', 'lint', ...args]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('sluice schemas export', () => {
  it('writes a file for each group of a config, those that Sluice brings along too, with what may be named filled in', async () => {
    const out = join(await temporaryFolder(), 'bedrock');
    const { exitCode, stdout } = await runSluice([
      ...['schemas', 'export', '--for', 'bedrock', '--config', CONFIG, '--out', out],
    ]);
    expect(exitCode).toBe(0);
    const files = ['dns.json', 'executions.json', 'memory.json', 'orchestration.json'];
    expect((await readdir(out)).sort()).toEqual(files);
    for (const file of files) expect(stdout).toContain(join(out, file));
    const memory = JSON.parse(await readFile(join(out, 'memory.json'), 'utf8'));
    expect(memory.openapi).toBe('3.0.0');
    expect(JSON.stringify(memory)).toContain('Allowed values: dev.');
    expect(JSON.stringify(memory)).not.toContain('"enum"');
  });

  it('prints the tools of documents for a gateway', async () => {
    const { exitCode, stdout } = await runSluice(['schemas', 'export', '--for', 'gateway', DOCUMENT]);
    expect(exitCode).toBe(0);
    const { dns } = JSON.parse(stdout);
    expect(dns[0]).toMatchObject({ name: expect.stringContaining('dns'), inputSchema: { type: 'object' } });
  });

  it('asks who is to take them', async () => {
    const { exitCode, stderr } = await runSluice(['schemas', 'export', DOCUMENT]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("required option '--for <platform>' not specified");
  });
});
