/**
 * Loads `sluice.config.ts` and the documents that it names, and says which line is wrong.
 *
 * @packageDocumentation
 */
export { loadCommonActionGroups } from './common-action-groups.ts';
export { type LoadedCatalogOptions, type LoadedConfig, loadConfig } from './load-config.ts';
