import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PactV4 } from '@pact-foundation/pact';

/** A pact that is being written, apart from that of every other test file. */
export interface ConsumerPact {
  readonly pact: PactV4;
  /** Returns what was written, without what differs from one machine or one Pact to the next. */
  read(): Promise<PactFile>;
  remove(): Promise<void>;
}

export interface PactFile {
  readonly consumer: { readonly name: string };
  readonly provider: { readonly name: string };
  readonly interactions: readonly { readonly description: string }[];
  readonly metadata: { readonly pactSpecification: { readonly version: string } };
}

/** Begins a pact in a folder of its own. */
export async function startConsumerPact(consumer: string, provider: string): Promise<ConsumerPact> {
  process.env['PACT_DO_NOT_TRACK'] = 'true';
  const dir = await mkdtemp(join(tmpdir(), 'sluice-pact-'));
  return {
    pact: new PactV4({ consumer, provider, dir, logLevel: 'error', host: '127.0.0.1' }),
    read: async () => normalized(JSON.parse(await readFile(join(dir, `${consumer}-${provider}.json`), 'utf8'))),
    remove: () => rm(dir, { recursive: true }),
  };
}

/** Replaces the pact that is checked in, where `UPDATE_PACTS=1` says so. */
export function updatePact(name: string, written: PactFile): void {
  if (process.env['UPDATE_PACTS'] === '1') writeFileSync(fileOf(name), `${JSON.stringify(written, undefined, 2)}\n`);
}

/** Reads the pact that is checked in. */
export function checkedInPact(name: string): PactFile {
  return JSON.parse(readFileSync(fileOf(name), 'utf8'));
}

function fileOf(name: string): URL {
  return new URL(`../../../pacts/${name}.json`, import.meta.url);
}

function normalized({ consumer, provider, interactions, metadata }: PactFile): PactFile {
  return {
    consumer,
    provider,
    interactions: interactions.toSorted((one, other) => (one.description < other.description ? -1 : 1)),
    metadata: { pactSpecification: metadata.pactSpecification },
  };
}
