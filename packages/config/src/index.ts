/**
 * Loads `sluice.config.ts` and the documents that it names, and says which line is wrong.
 *
 * @packageDocumentation
 */
export { type ActionGroupDocument, type Place, readActionGroupFile } from './action-group-document.ts';
export { agentsOfConfig, environmentsOfConfig } from './agents-of-config.ts';
export { type CommonActionGroups, readCommonActionGroups } from './common-action-groups.ts';
export { toBedrockDocument } from './dialects/bedrock-document.ts';
export { type GatewayTool, toGatewayTools } from './dialects/gateway-tools.ts';
export type { PlainSchema } from './dialects/plain-schema.ts';
export type { LintFinding } from './lint/finding.ts';
export { lintFiles } from './lint/lint-files.ts';
export { type LoadedCatalogOptions, type LoadedConfig, loadConfig } from './load-config.ts';
