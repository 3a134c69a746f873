/**
 * AWS CDK constructs that deploy Sluice.
 *
 * @packageDocumentation
 */
export { ExecutionTable, type ExecutionTableProps } from './execution-table.ts';
export type { IPipelineServer } from './pipeline-server/pipeline-server.ts';
