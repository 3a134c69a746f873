import { ConfigurationError, type ConfigurationIssue } from '../errors/configuration-error.ts';
import { SluiceError } from '../errors/sluice-error.ts';
import { executorFaults } from '../executor/check-executor.ts';
import type { PipelineExecutor } from '../executor/executor.ts';
import { type ActionGroup, operationsOf, type PipelineOperation, pipelineOperations } from './action-group.ts';
import { checkBody, propertyPath } from './check-body.ts';
import { type EnvironmentConfig, type PipelineConfig, parseConfig, type SluiceConfig } from './config.ts';
import { type EnvironmentRules, environmentRules, ruleFaults } from './environment-rules.ts';
import type { JsonSchema } from './open-api-document.ts';
import { type ParameterSchema, parameterSchema } from './parameter-schema.ts';
import { defaultVariable, variableFault } from './variables.ts';

/**
 * The team's pipelines: for each its parameters, executor, targets and rules.
 *
 * @public
 */
export interface Catalog {
  readonly pipelines: readonly Pipeline[];
  /** Every environment that some pipeline may run in. */
  readonly environments: readonly string[];
  /**
   * Returns a pipeline by its type.
   *
   * @throws SluiceError `pipeline_not_found`, naming those that there are
   */
  pipeline(pipelineType: string): Pipeline;
  /** Returns the executor of a name, for executions made under an earlier config too; undefined when it is gone. */
  executor(name: string): PipelineExecutor | undefined;
}

/** A pipeline that a team exposes to agents. @public */
export interface Pipeline {
  readonly pipelineType: string;
  readonly description: string;
  readonly executorName: string;
  readonly executor: PipelineExecutor;
  readonly environments: ReadonlyMap<string, PipelineEnvironment>;
  /** JSON Schema of the parameters, `tenant_id` among them where the pipeline serves tenants. */
  readonly jsonSchema: JsonSchema;
  readonly parameterSchema: ParameterSchema;
  readonly variableNames: Readonly<Record<string, string>>;
  /** Whether its runs get the trace that their start belongs to. */
  readonly traceContext: boolean;
}

/** A pipeline in one environment: where it runs, and under which rules. @public */
export interface PipelineEnvironment extends EnvironmentRules {
  /** Valid against the executor's `targetSchema`. */
  readonly target: unknown;
}

/** What a catalog is made from: a config, its action groups, and what executors are given. @public */
export interface CatalogOptions {
  readonly config: SluiceConfig;
  /** The documents that `config.actionGroups` names, parsed. */
  readonly actionGroups: readonly ActionGroup[];
  /** What the executor factories get. @defaultValue nothing */
  readonly environmentVariables?: Readonly<Record<string, string | undefined>> | undefined;
  /**
   * Puts something around each executor, such as what measures its calls. Gets the executor and its name in the config, and
   * returns one with the same methods and capabilities.
   *
   * @defaultValue executors are used as they are
   */
  readonly wrapExecutor?: ((executor: PipelineExecutor, name: string) => PipelineExecutor) | undefined;
}

/**
 * Makes the catalog from a config and its action groups, and checks each against the other.
 *
 * @throws ConfigurationError that lists every fault found
 * @public
 */
export async function createCatalog(options: CatalogOptions): Promise<Catalog> {
  const config = parseConfig(options.config);
  const issues: ConfigurationIssue[] = [];
  const operations = collectOperations(options.actionGroups, config, issues);
  const executors = createExecutors(config, options, issues);
  const pipelines: Pipeline[] = [];
  for (const [pipelineType, pipelineConfig] of Object.entries(config.pipelines)) {
    const operation = operations.get(pipelineType);
    const executor = executors.get(pipelineConfig.executor);
    if (operation === undefined) {
      const message = `no action group has POST /pipelines/${pipelineType}/executions; they have: ${offered(options.actionGroups)}`;
      issues.push({ message, path: ['pipelines', pipelineType] });
    } else if (executor === undefined && !Object.hasOwn(config.executors, pipelineConfig.executor)) {
      const message = `"${pipelineConfig.executor}" is not one of the executors: ${list(executors.keys())}`;
      issues.push({ message, path: ['pipelines', pipelineType, 'executor'] });
    } else if (executor !== undefined) {
      const pipeline = await createPipeline({ pipelineType, pipelineConfig, operation, executor, issues });
      if (pipeline !== undefined) pipelines.push(pipeline);
    }
  }
  if (issues.length > 0) throw new ConfigurationError(issues);
  return catalogOf(pipelines, executors);
}

function catalogOf(pipelines: readonly Pipeline[], executors: ReadonlyMap<string, PipelineExecutor>): Catalog {
  const byType = new Map(pipelines.map((pipeline) => [pipeline.pipelineType, pipeline]));
  return {
    pipelines,
    environments: [...new Set(pipelines.flatMap((pipeline) => [...pipeline.environments.keys()]))],
    pipeline(pipelineType) {
      const pipeline = byType.get(pipelineType);
      if (pipeline !== undefined) return pipeline;
      throw new SluiceError({
        code: 'pipeline_not_found',
        message: `There is no pipeline "${pipelineType}". There are: ${list(byType.keys())}.`,
        fields: [{ field: 'pipeline_type', message: 'is not a pipeline of the catalog', allowed: [...byType.keys()] }],
      });
    },
    executor: (name) => executors.get(name),
  };
}

function collectOperations(
  groups: readonly ActionGroup[],
  config: SluiceConfig,
  issues: ConfigurationIssue[],
): Map<string, PipelineOperation> {
  const operations = new Map<string, PipelineOperation>();
  for (const group of groups) {
    const found = pipelineOperations(group);
    issues.push(...found.issues);
    for (const operation of found.operations) {
      const other = operations.get(operation.pipelineType);
      if (other !== undefined) {
        issues.push({
          message: `"${operation.pipelineType}" is executed by ${other.group} already`,
          path: operation.path,
          document: group.name,
        });
      } else if (!Object.hasOwn(config.pipelines, operation.pipelineType)) {
        const message = `executes "${operation.pipelineType}", which is not among the pipelines of the config: ${list(Object.keys(config.pipelines))}`;
        issues.push({ message, path: operation.path, document: group.name });
      }
      operations.set(operation.pipelineType, other ?? operation);
    }
  }
  return operations;
}

function createExecutors(
  config: SluiceConfig,
  { environmentVariables = {}, wrapExecutor }: CatalogOptions,
  issues: ConfigurationIssue[],
): Map<string, PipelineExecutor> {
  const executors = new Map<string, PipelineExecutor>();
  for (const [name, factory] of Object.entries(config.executors)) {
    try {
      const executor = factory(environmentVariables);
      const faults = executorFaults(executor);
      issues.push(...faults.map((message) => ({ message, path: ['executors', name] })));
      const isWrapped = faults.length === 0 && wrapExecutor !== undefined;
      executors.set(name, isWrapped ? wrapExecutor(executor, name) : executor);
    } catch (error) {
      issues.push({ message: messageOf(error), path: ['executors', name] });
    }
  }
  return executors;
}

interface PipelineParts {
  readonly pipelineType: string;
  readonly pipelineConfig: PipelineConfig;
  readonly operation: PipelineOperation;
  readonly executor: PipelineExecutor;
  readonly issues: ConfigurationIssue[];
}

async function createPipeline(parts: PipelineParts): Promise<Pipeline | undefined> {
  const { pipelineType, pipelineConfig, operation, executor, issues } = parts;
  const at = ['pipelines', pipelineType] as const;
  const faults = checkBody(operation);
  issues.push(...faults);
  if (faults.length > 0) return undefined;
  const schema = parameterSchema(operation.body);
  checkOfferedEnvironments(parts);
  const variableNames = checkVariables(parts, schema.names, at);
  const environments = new Map<string, PipelineEnvironment>();
  for (const [name, environment] of Object.entries(pipelineConfig.environments)) {
    const place = [...at, 'environments', name];
    issues.push(...ruleFaults(environment, schema, place));
    const target = await checkTarget({ pipelineConfig, environment, executor, at, place, issues });
    environments.set(name, { ...environmentRules(environment), target });
  }
  return {
    pipelineType,
    description: operation.description,
    executorName: pipelineConfig.executor,
    executor,
    environments,
    jsonSchema: schema.jsonSchema,
    parameterSchema: schema,
    variableNames,
    traceContext: pipelineConfig.traceContext ?? false,
  };
}

function checkOfferedEnvironments({ pipelineConfig, operation, issues }: PipelineParts): void {
  const offered = operation.body.properties?.['environment']?.enum?.map(String) ?? [];
  const missing = offered.filter((name) => !Object.hasOwn(pipelineConfig.environments, name));
  if (missing.length === 0) return;
  issues.push({
    message: `offers ${list(missing)} to agents, but the config has ${list(Object.keys(pipelineConfig.environments))}`,
    path: [...propertyPath(operation, 'environment'), 'enum'],
    document: operation.group,
  });
}

function checkVariables(
  { pipelineConfig, operation, issues }: PipelineParts,
  names: readonly string[],
  at: readonly string[],
): Readonly<Record<string, string>> {
  for (const name of Object.keys(pipelineConfig.variables ?? {})) {
    if (!names.includes(name)) {
      issues.push({ message: `is not a parameter; there are: ${list(names)}`, path: [...at, 'variables', name] });
    }
  }
  const carriers = new Map<string, string>();
  for (const name of names) {
    const renamed = pipelineConfig.variables?.[name];
    const variable = renamed ?? defaultVariable(name);
    const other = carriers.get(variable);
    const fault =
      other === undefined ? variableFault(variable) : `"${variable}" carries the parameter "${other}" already`;
    if (fault !== undefined) {
      const message = `parameter "${name}": ${fault}`;
      issues.push(
        renamed === undefined
          ? { message, path: propertyPath(operation, name), document: operation.group }
          : { message, path: [...at, 'variables', name] },
      );
    }
    carriers.set(variable, name);
  }
  return Object.fromEntries([...carriers].map(([variable, name]) => [name, variable]));
}

interface TargetParts {
  readonly pipelineConfig: PipelineConfig;
  readonly environment: EnvironmentConfig;
  readonly executor: PipelineExecutor;
  readonly at: readonly string[];
  readonly place: readonly string[];
  readonly issues: ConfigurationIssue[];
}

async function checkTarget({
  pipelineConfig,
  environment,
  executor,
  at,
  place,
  issues,
}: TargetParts): Promise<unknown> {
  const target = { ...pipelineConfig.target, ...environment.target };
  const result = await executor.targetSchema['~standard'].validate(target);
  if (result.issues === undefined) return result.value;
  for (const issue of result.issues) {
    const keys = (issue.path ?? []).map((segment) => (typeof segment === 'object' ? segment.key : segment)).map(String);
    const overridden =
      keys[0] !== undefined && environment.target !== undefined && Object.hasOwn(environment.target, keys[0]);
    issues.push({ message: issue.message, path: [...(overridden ? place : at), 'target', ...keys] });
  }
  return undefined;
}

/** Lists what action groups offer, for whoever looks for a path that he mistyped. */
function offered(groups: readonly ActionGroup[]): string {
  const documents = groups.map(({ document }) => document).filter((document) => typeof document?.paths === 'object');
  return list(documents.flatMap(operationsOf).map(({ method, path }) => `${method.toUpperCase()} ${path}`));
}

function list(names: Iterable<string>): string {
  const all = [...names];
  return all.length === 0 ? 'none' : all.join(', ');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
