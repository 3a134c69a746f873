import { randomBytes } from 'node:crypto';
import type { Statements } from './statements.ts';

const NAME = 'cursor_key';
const KEY_BYTES = 32;

/** Returns the key that signs the cursors of this database: made by whoever opens it first, the same for all. */
export function readCursorKey(statements: Statements): Uint8Array {
  const key = statements.selectMeta.get({ name: NAME });
  if (key !== undefined) return Buffer.from(String(key['value']), 'base64');
  statements.insertMeta.run({ name: NAME, value: randomBytes(KEY_BYTES).toString('base64') });
  return readCursorKey(statements);
}
