import type { ConfigurationIssue } from '../errors/configuration-error.ts';
import type { JsonSchema, OpenApiDocument, OpenApiOperation } from './open-api-document.ts';
import { pipelineTypeOf } from './pipeline-type.ts';

/**
 * An OpenAPI document that tells an agent which operations it may call, under the name of its file.
 *
 * @public
 */
export interface ActionGroup {
  readonly name: string;
  readonly document: OpenApiDocument;
}

/** An operation of an action group that executes a pipeline. @public */
export interface PipelineOperation {
  readonly group: string;
  readonly pipelineType: string;
  readonly path: readonly [string, string, string];
  readonly description: string;
  /** Schema of the request body: `environment`, `tenant_id` where there are tenants, and the parameters. */
  readonly body: JsonSchema;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** One operation of a document, with where it stands. @public */
export interface PlacedOperation {
  readonly path: string;
  readonly method: string;
  readonly operation: OpenApiOperation;
}

/** Lists the operations of a document. @public */
export function operationsOf(document: OpenApiDocument): readonly PlacedOperation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ path, method, operation }];
    }),
  );
}

/** Returns the schema of an operation's JSON body, if it takes one. @public */
export function bodySchemaOf(operation: OpenApiOperation): JsonSchema | undefined {
  return operation.requestBody?.content?.['application/json']?.schema;
}

/** Finds the operations of a group that execute pipelines, and what is wrong with them. @public */
export function pipelineOperations(group: ActionGroup): {
  readonly operations: readonly PipelineOperation[];
  readonly issues: readonly ConfigurationIssue[];
} {
  const operations: PipelineOperation[] = [];
  const issues: ConfigurationIssue[] = [];
  const report = (message: string, path: readonly string[]): void => {
    issues.push({ message, path, document: group.name });
  };

  if (typeof group.document?.paths !== 'object' || group.document.paths === null) {
    report('must be an OpenAPI 3.0 document with "paths"', []);
    return { operations, issues };
  }
  if (!/^3\.[01]\./.test(String(group.document.openapi))) {
    report('must say which OpenAPI it is: "openapi: 3.0.0" is what Bedrock takes', ['openapi']);
  }
  for (const { path, method, operation } of operationsOf(group.document)) {
    const pipelineType = pipelineTypeOf(path);
    if (pipelineType === undefined) continue;
    const place = ['paths', path, method] as const;
    const body = bodySchemaOf(operation);
    if (method !== 'post') report('a pipeline is executed with POST', place);
    else if (operation.operationId === undefined) report('must have an operationId', place);
    else if (body?.properties?.['environment'] === undefined) {
      report('needs a JSON request body with a property "environment"', place);
    } else {
      const description = operation.description ?? operation.summary ?? group.document.info.title;
      operations.push({ group: group.name, pipelineType, path: place, description, body });
    }
  }
  return { operations, issues };
}
