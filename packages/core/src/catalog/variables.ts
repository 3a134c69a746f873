import type { Execution } from '../execution/execution.ts';

/** Variables that runs get from Sluice. */
const OWN = [
  'PIPELINE_TYPE',
  'ENVIRONMENT',
  'TENANT_ID',
  'SLUICE_EXECUTION_ID',
  // Only where the pipeline wants its trace; reserved everywhere, so that it can begin to want it.
  'TRACEPARENT',
  'TRACESTATE',
] as const;

/** Names that steer a runner, a shell or a language runtime. */
const STEERING =
  /^(?:CI|CI_.*|GITLAB_.*|FF_.*|RUNNER_.*|DOCKER_.*|KUBERNETES_.*|JENKINS_.*|BUILD_.*|JOB_.*|PATH|HOME|SHELL|IFS|ENV|BASH_.*|PS4|PROMPT_COMMAND|LD_.*|DYLD_.*|GIT_.*|SSH_.*|NODE_(?:OPTIONS|PATH|EXTRA_CA_CERTS|TLS_REJECT_UNAUTHORIZED)|TF_CLI_ARGS.*|KUBECONFIG|NPM_CONFIG_.*|PYTHON(?:PATH|HOME|STARTUP)|PERL5.*|RUBY(?:OPT|LIB)|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|_JAVA_OPTIONS|MAVEN_OPTS|AWS_.*|HTTPS?_PROXY|NO_PROXY|ALL_PROXY)$/i;

const VALID = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Returns the variable that carries a parameter unless the config says another: `image_tag` → `IMAGE_TAG`. */
export function defaultVariable(parameter: string): string {
  return parameter
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
}

/** Says why a parameter may not become a variable of that name, or undefined when it may. */
export function variableFault(variable: string): string | undefined {
  if (!VALID.test(variable)) return `"${variable}" is no variable name: letters, digits and "_" are accepted`;
  if ((OWN as readonly string[]).includes(variable.toUpperCase())) return `"${variable}" is set by Sluice itself`;
  if (STEERING.test(variable)) return `"${variable}" steers the runner; give the parameter another name in "variables"`;
  return undefined;
}

/** Returns what a run gets. A value that is not a string travels as JSON. */
export function variablesOf(
  execution: Pick<Execution, 'executionId' | 'pipelineType' | 'environment' | 'tenantId' | 'parameters'>,
  names: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const parameters = Object.entries(execution.parameters)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => [
      names[name] ?? defaultVariable(name),
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
  return {
    ...Object.fromEntries(parameters),
    PIPELINE_TYPE: execution.pipelineType,
    ENVIRONMENT: execution.environment,
    ...(execution.tenantId === undefined ? {} : { TENANT_ID: execution.tenantId }),
    SLUICE_EXECUTION_ID: execution.executionId,
  };
}
