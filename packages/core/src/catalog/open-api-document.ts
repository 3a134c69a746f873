/**
 * An OpenAPI 3.0 document as it was parsed from YAML or JSON; the parts that Sluice reads.
 *
 * @public
 */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly description?: string | undefined };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly [key: string]: unknown;
}

/** One method of a path in an OpenAPI document, as far as Sluice reads it. @public */
export interface OpenApiOperation {
  readonly operationId?: string | undefined;
  readonly summary?: string | undefined;
  readonly description?: string | undefined;
  readonly parameters?: readonly OpenApiParameter[] | undefined;
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>> } | undefined;
}

/** A value that an operation takes in its path, query, headers or cookies, as OpenAPI describes it. @public */
export interface OpenApiParameter {
  readonly name: string;
  readonly in: string;
  readonly description?: string | undefined;
  readonly required?: boolean | undefined;
  readonly schema?: JsonSchema | undefined;
}

/** The JSON Schema keywords of OpenAPI 3.0 that Sluice reads; others pass through to the validator. @public */
export interface JsonSchema {
  readonly type?: string | undefined;
  readonly description?: string | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly pattern?: string | undefined;
  readonly default?: unknown;
  readonly example?: unknown;
  readonly required?: readonly string[] | undefined;
  readonly properties?: Readonly<Record<string, JsonSchema>> | undefined;
  readonly items?: JsonSchema | undefined;
  /** Of a pipeline's parameter: its value is secret. It reaches the run, and no answer, event or log. */
  readonly writeOnly?: boolean | undefined;
  readonly [keyword: string]: unknown;
}
