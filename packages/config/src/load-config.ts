import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type ActionGroup,
  type Catalog,
  type CatalogOptions,
  ConfigurationError,
  type ConfigurationIssue,
  createCatalog,
  type SluiceConfig,
} from '@sluice/core';
import { type ActionGroupDocument, parseActionGroup } from './action-group-document.ts';
import { locateInModule } from './locate-in-module.ts';
import { locateLoadError } from './locate-load-error.ts';

/**
 * A config as it was read from disk, with the documents that it names.
 *
 * @public
 */
export interface LoadedConfig {
  /** Absolute path of the config file. */
  readonly path: string;
  readonly config: SluiceConfig;
  readonly actionGroups: readonly ActionGroup[];
  /** Absolute paths of the documents that the config names. */
  readonly documentPaths: readonly string[];
  /**
   * Makes the catalog.
   *
   * @param environmentVariables - What the executor factories get: `process.env`, usually
   * @throws ConfigurationError that lists every fault as `file:line:column: what is wrong and what is accepted`
   */
  createCatalog(
    environmentVariables: Readonly<Record<string, string | undefined>>,
    options?: LoadedCatalogOptions,
  ): Promise<Catalog>;
}

/** What else goes into the catalog of a loaded config. @public */
export type LoadedCatalogOptions = Pick<CatalogOptions, 'wrapExecutor'>;

/**
 * Reads a config file (TypeScript as it is: Node strips the types) and the OpenAPI documents that it names.
 *
 * @example
 * ```ts
 * const loaded = await loadConfig('sluice.config.ts');
 * const catalog = await loaded.createCatalog(process.env);
 * ```
 * @throws ConfigurationError when a file is missing or can't be read
 * @public
 */
export async function loadConfig(path: string): Promise<LoadedConfig> {
  const file = resolve(path);
  const entry = statSync(file, { throwIfNoEntry: false });
  if (!entry?.isFile()) {
    const fact = entry === undefined ? 'does not exist' : 'is not a file';
    throw fault(`${file} ${fact}. Name a config file, or write one: export default defineConfig({ … }).`);
  }
  const config = await importConfig(file);
  const documents = readActionGroups(file, config);
  return {
    path: file,
    config,
    actionGroups: documents.map(({ name, document }) => ({ name, document })),
    documentPaths: documents.map(({ path }) => path),
    async createCatalog(environmentVariables, options = {}) {
      try {
        return await createCatalog({ ...options, config, actionGroups: documents, environmentVariables });
      } catch (error) {
        throw error instanceof ConfigurationError ? located(error, file, documents) : error;
      }
    },
  };
}

async function importConfig(file: string): Promise<SluiceConfig> {
  let module: { default?: unknown };
  try {
    module = await import(pathToFileURL(file).href);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const place = locateLoadError(file, readFileSync(file, 'utf8'), error);
    throw fault(`${place}: can't be loaded: ${reason}${adviceFor(error)}`, error);
  }
  if (typeof module.default === 'object' && module.default !== null) return module.default as SluiceConfig;
  throw fault(`${file}:1: has no default export. Write: export default defineConfig({ … }).`);
}

/** What Node says of an `import` in a package of CommonJS modules; `npm init` makes such a package. */
function adviceFor(error: unknown): string {
  const isCommonJs = error instanceof SyntaxError && error.message.includes('import statement outside a module');
  return isCommonJs ? '. The package.json beside it needs "type": "module": npm pkg set type=module' : '';
}

/** Reads the documents; faults in the list itself are left to the catalog, which names them all. */
function readActionGroups(file: string, config: SluiceConfig): readonly ActionGroupDocument[] {
  if (!Array.isArray(config.actionGroups)) return [];
  const require = createRequire(file);
  const documents: ActionGroupDocument[] = [];
  const issues: ConfigurationIssue[] = [];
  config.actionGroups.forEach((specifier: unknown, index) => {
    if (typeof specifier !== 'string') return;
    try {
      const path = require.resolve(specifier);
      documents.push(parseActionGroup(path, readFileSync(path, 'utf8')));
    } catch (error) {
      if (error instanceof ConfigurationError) throw error;
      const message = `"${specifier}" can't be found; name a file as an import would: "./dns.openapi.yaml" is the one beside this config`;
      issues.push({ message, path: ['actionGroups', index] });
    }
  });
  if (issues.length > 0) throw located(new ConfigurationError(issues), file, documents);
  return documents;
}

/** Puts file, line and column in front of each fault. */
function located(
  error: ConfigurationError,
  file: string,
  documents: readonly ActionGroupDocument[],
): ConfigurationError {
  const source = readFileSync(file, 'utf8');
  const issues = error.issues.map((issue): ConfigurationIssue => {
    const document = documents.find(({ name }) => name === issue.document);
    const place = document === undefined ? locateInModule(source, issue.path) : document.locate(issue.path);
    const where = `${document?.path ?? file}:${place.line}:${place.column}`;
    const what = document === undefined ? issue.path.join('.') : operationOf(issue.path);
    return { message: [where, what, issue.message].filter((part) => part !== '').join(': '), path: [] };
  });
  return new ConfigurationError(issues, error);
}

function fault(message: string, cause?: unknown): ConfigurationError {
  return new ConfigurationError([{ message, path: [] }], cause);
}

/** Names the operation that a path of an OpenAPI document leads to: `POST /pipelines/dns/executions`. */
function operationOf([, path, method]: readonly (string | number)[]): string {
  return path === undefined || method === undefined ? '' : `${String(method).toUpperCase()} ${path}`;
}
