import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hashApiKey } from '@sluice/mcp-server';
import { storeFile } from './served.ts';

/** What a key in an access document of the tests may do. */
export interface TestKey {
  readonly id: string;
  readonly key: string;
  readonly scopes: readonly string[];
  /** ISO 8601. */
  readonly expiresAt?: string;
}

/** Writes an access document, and returns its path. */
export async function accessFile(...keys: readonly TestKey[]): Promise<string> {
  const path = `${dirname(dirname(await storeFile()))}/access.json`;
  await writeFile(path, accessText(...keys));
  return path;
}

/** Returns an access document. */
export function accessText(...keys: readonly TestKey[]): string {
  const entries = keys.map(({ id, key, scopes, expiresAt }) => ({
    id,
    sha256: hashApiKey(key),
    scopes,
    ...(expiresAt === undefined ? {} : { expires_at: expiresAt }),
  }));
  return JSON.stringify({ api_keys: entries });
}
