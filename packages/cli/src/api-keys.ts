import { SluiceError } from '@sluice/core';
import { type ApiKey, hashApiKey } from '@sluice/mcp-server';

/**
 * Returns the keys of `MCP_SERVER_API_KEY`: several, separated by commas, are valid at once, so that one can be replaced.
 *
 * @throws SluiceError `invalid_configuration` for a key that is too short
 */
export function apiKeysOf(variable: string | undefined): readonly ApiKey[] {
  const values = (variable ?? '').split(',').map((value) => value.trim());
  return values
    .filter((value) => value !== '')
    .map((value, index) => {
      const id = `key-${index + 1}`;
      return { id, sha256: hash(value, id), scopes: ['read', 'execute'] };
    });
}

function hash(value: string, id: string): string {
  try {
    return hashApiKey(value);
  } catch (error) {
    if (!SluiceError.isInstance(error)) throw error;
    throw new SluiceError({ code: error.code, message: `MCP_SERVER_API_KEY, ${id}: ${error.message}`, cause: error });
  }
}
