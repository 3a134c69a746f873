const PATH = /^\/pipelines\/([a-z0-9][a-z0-9_-]*)\/executions$/;
const NAME = /^execute[-_]?([a-z0-9].*?)[-_]?pipeline$/i;

/**
 * Returns the pipeline type that a tool executes, or undefined when it does something else.
 *
 * A tool is named by the path of its operation (`/pipelines/bootstrap/executions`) or by its name
 * (`execute-bootstrap-pipeline`, `execute_bootstrap_pipeline`, `executeBootstrapPipeline`).
 *
 * @public
 */
export function pipelineTypeOf(tool: string): string | undefined {
  const path = PATH.exec(tool);
  if (path !== null) return path[1];
  const name = tool.startsWith('/') ? null : NAME.exec(tool);
  return name?.[1]?.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}
