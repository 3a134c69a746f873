import { readFile } from 'node:fs/promises';
import { ConfigurationError } from '@sluice/core';
import type { Access, KnownNames } from '@sluice/mcp-server';
import { parseAccess } from './parse-access.ts';

/**
 * Reads an access document from a file.
 *
 * @throws ConfigurationError when it can't be read or something is wrong with it
 */
export async function readAccess(path: string, known?: KnownNames): Promise<Access> {
  return parseAccess(await contentOf(path), path, known);
}

async function contentOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code = 'it failed' } = error as NodeJS.ErrnoException;
    const message = `The access document ${path} can't be read (${code}). Name a file that this user may read.`;
    throw new ConfigurationError([{ message, path: [] }], error);
  }
}
