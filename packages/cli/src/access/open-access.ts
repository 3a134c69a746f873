import { type Catalog, type Clock, ConfigurationError, type ServiceLogger, type SluiceError } from '@sluice/core';
import { type Access, type ApiKey, NOBODY } from '@sluice/mcp-server';
import { apiKeysOf } from '../api-keys.ts';
import { changesOf } from './access-changes.ts';
import { namesOfCatalog } from './known-names.ts';
import { parseAccess } from './parse-access.ts';
import { readAccess } from './read-access.ts';
import { stampOf, watchFile } from './watch-file.ts';

/** Who may ask, as it is now. */
export interface OpenedAccess {
  current(): Access;
  /** Reads the document again. When it is wrong, that is logged and the one before stays. */
  reload(): Promise<void>;
}

/** @internal */
export interface OpenAccessOptions {
  /** The file of the access document; read again when it changes, and on SIGHUP. */
  readonly path?: string | undefined;
  /** The access document itself: `SLUICE_ACCESS`. */
  readonly text?: string | undefined;
  /** Keys that may read and execute, separated by commas: `MCP_SERVER_API_KEY`. */
  readonly apiKeyVariable?: string | undefined;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly logger: ServiceLogger;
  /** Ends the looking for changes. */
  readonly signal: AbortSignal;
}

const INTERVAL_MS = 5000;

/**
 * Reads who may ask from a document, a variable or both, and keeps it up to date where the document is a file. Nobody,
 * when there is neither.
 *
 * @throws ConfigurationError when something is wrong with it
 * @throws SluiceError `invalid_configuration` when something is wrong with the variable
 */
export async function openAccess(options: OpenAccessOptions): Promise<OpenedAccess> {
  const { path, clock, logger, signal } = options;
  const read = reader(options);
  const stamp = path === undefined ? '' : await stampOf(path);
  let access = await read();
  warnOfExpired(access, options);

  async function load(): Promise<void> {
    try {
      const next = await read();
      logger.info({ path, ...changesOf(access, next) }, 'The access document was read again');
      access = next;
      warnOfExpired(access, options);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      logger.error({ path, reason }, 'The access document is wrong; what was read before stays in force');
    }
  }

  // One after the other, so that none puts back what is older.
  let reloading: Promise<void> = Promise.resolve();
  function reload(): Promise<void> {
    reloading = reloading.then(load);
    return reloading;
  }

  if (path !== undefined) {
    void watchFile(path, { clock, signal, intervalMs: INTERVAL_MS }, stamp, reload);
    reloadOnHangUp(reload, signal);
  }
  return { current: () => access, reload };
}

/** Makes what reads all of it. */
function reader({ path, text, apiKeyVariable, catalog }: OpenAccessOptions): () => Promise<Access> {
  if (path !== undefined && text !== undefined) {
    throw fault('The access document is given twice. Give --access or SLUICE_ACCESS, not both.');
  }
  const known = namesOfCatalog(catalog);
  const fromVariable = apiKeysOf(apiKeyVariable);
  return async () => {
    if (path !== undefined) return withKeys(await readAccess(path, known), fromVariable);
    if (text !== undefined) return withKeys(parseAccess(text, 'SLUICE_ACCESS', known), fromVariable);
    return { ...NOBODY, apiKeys: fromVariable };
  };
}

/** Adds the keys of the variable to those of a document. */
function withKeys(access: Access, keys: readonly ApiKey[]): Access {
  const twin = keys.find(({ id, sha256 }) => access.apiKeys.some((key) => key.id === id || key.sha256 === sha256));
  if (twin === undefined) return { ...access, apiKeys: [...access.apiKeys, ...keys] };
  throw fault(
    `${twin.id} of MCP_SERVER_API_KEY has the id or the hash of a key in the access document; keep one of them.`,
  );
}

function warnOfExpired({ apiKeys }: Access, { clock, logger }: OpenAccessOptions): void {
  for (const { id, expiresAt } of apiKeys) {
    if (expiresAt === undefined || expiresAt > clock.now()) continue;
    logger.warn({ api_key: id, expired_at: new Date(expiresAt).toISOString() }, 'An API key has expired');
  }
}

function reloadOnHangUp(reload: () => Promise<void>, signal: AbortSignal): void {
  const listener = (): void => void reload();
  process.on('SIGHUP', listener);
  signal.addEventListener('abort', () => process.off('SIGHUP', listener), { once: true });
}

function fault(message: string): SluiceError {
  return new ConfigurationError([{ message, path: [] }]);
}
