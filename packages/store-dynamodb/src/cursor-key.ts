import { randomBytes } from 'node:crypto';
import { type CursorCodec, createCursorCodec } from '@sluice/core';
import { CURSOR_KEY_PARTITION } from './execution-table.ts';
import type { Table } from './table.ts';

const KEY = { pk: CURSOR_KEY_PARTITION, sk: 'cursor-key' };
const KEY_BYTES = 32;

/**
 * Returns what gives the codec of the table's cursors. Its key is an item of the table, which whoever needs it first
 * makes; it is read once.
 */
export function createCursors(table: Table): () => Promise<CursorCodec> {
  let codec: Promise<CursorCodec> | undefined;

  async function open(): Promise<CursorCodec> {
    const stored = await table.get(KEY);
    if (stored !== undefined) return createCursorCodec(Buffer.from(String(stored['key']), 'base64'));
    await table.put({ ...KEY, key: randomBytes(KEY_BYTES).toString('base64') }, { kind: 'absent' });
    return open();
  }

  return () => {
    codec ??= open().catch((error: unknown) => {
      codec = undefined;
      throw error;
    });
    return codec;
  };
}
