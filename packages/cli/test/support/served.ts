import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Wire } from '@sluice/core';
import { expect, onTestFinished } from 'vitest';
import { CONFIG, type Sluice, startSluice } from './sluice.ts';

/** A `sluice serve` that listens. */
export interface Served {
  readonly sluice: Sluice;
  readonly url: string;
}

/** Starts `sluice serve` with the config of the tests on a free port. */
export async function serve(args: readonly string[], variables: Record<string, string>): Promise<Served> {
  const sluice = startSluice(['serve', '--config', CONFIG, '--port', '0', ...args], variables);
  const [, url = ''] = await sluice.untilPrinted(/Sluice listens on (http:\S+)/);
  return { sluice, url };
}

/** Returns the path of a store that is not there yet. */
export async function storeFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'data', 'executions.db');
}

/** Asks for the pipeline of the tests. */
export function post(url: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/execute`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ pipeline_type: 'dns', environment: 'dev', parameters: { record: 'www' } }),
  });
}

/** Asks for the pipeline of the tests, which is to be accepted. */
export async function execute(url: string, headers?: Record<string, string>): Promise<Wire['Execution']> {
  const response = await post(url, headers);
  expect(response.status).toBe(202);
  return (await response.json()) as Wire['Execution'];
}

/** Reads an execution, once it has finished or the server does not want to wait any longer. */
export async function follow(url: string, executionId: string): Promise<Wire['Execution']> {
  const response = await fetch(`${url}/executions/${executionId}?wait=20`);
  expect(response.status).toBe(200);
  return (await response.json()) as Wire['Execution'];
}
