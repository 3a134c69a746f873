import {
  type ListPromptsResult,
  type ListResourcesResult,
  type ListResourceTemplatesResult,
  type ListToolsResult,
  UriTemplate,
} from '@modelcontextprotocol/server';
import { type JsonSchema, type Principal, SluiceError } from '@sluice/core';
import { type ArgumentCheck, argumentCheck } from './argument-check.ts';
import type {
  McpDefinitions,
  PromptDefinition,
  ResourceDefinition,
  ResourceTemplateDefinition,
  ToolDefinition,
  Visibility,
} from './definitions.ts';
import { type MirroredArgument, mirroredArguments } from './mirrored-arguments.ts';

/** The definitions, ready to be served: what takes time is done once for each kind of principal. */
export interface McpRegistry {
  readonly definitions: McpDefinitions;
  /** Returns what a principal sees. */
  viewFor(principal: Principal): McpView;
}

/** What a principal sees, with the answers to the list requests as they go out. */
export interface McpView {
  readonly tools: ReadonlyMap<string, VisibleTool>;
  readonly resources: ReadonlyMap<string, ResourceDefinition>;
  readonly templates: readonly VisibleTemplate[];
  readonly prompts: ReadonlyMap<string, PromptDefinition>;
  readonly toolList: ListToolsResult;
  readonly resourceList: ListResourcesResult;
  readonly templateList: ListResourceTemplatesResult;
  readonly promptList: ListPromptsResult;
}

/** A tool with what its arguments' schema comes to, compiled. */
export interface VisibleTool extends CompiledArguments {
  readonly definition: ToolDefinition;
}

interface CompiledArguments {
  readonly check: ArgumentCheck;
  /** Those that clients repeat in headers. */
  readonly mirrored: readonly MirroredArgument[];
}

/** A resource template, parsed. */
export interface VisibleTemplate {
  readonly definition: ResourceTemplateDefinition;
  readonly template: UriTemplate;
}

/** More kinds of principals than a team has; beyond, the one made first is made again when it is needed. */
const MAX_VIEWS = 200;

/**
 * Makes the registry of an MCP server's definitions.
 *
 * @throws SluiceError `invalid_configuration` when two definitions have the same name
 */
export function createMcpRegistry(definitions: McpDefinitions): McpRegistry {
  refuseTwins('tool', definitions.tools.map(nameOf));
  refuseTwins('prompt', definitions.prompts.map(nameOf));
  refuseTwins(
    'resource',
    definitions.resources.map(({ uri }) => uri),
  );
  const views = new Map<string, McpView>();
  const viewOfPrincipal = new WeakMap<Principal, McpView>();
  const compiledOf = new Map<string, CompiledArguments>();

  function compiled(schema: JsonSchema): CompiledArguments {
    const key = JSON.stringify(schema);
    const made = compiledOf.get(key) ?? { check: argumentCheck(schema), mirrored: mirroredArguments(schema) };
    if (compiledOf.size < MAX_VIEWS) compiledOf.set(key, made);
    return made;
  }

  function viewByKind(principal: Principal): McpView {
    const kind = kindOf(principal);
    const known = views.get(kind);
    if (known !== undefined) return known;
    const view = createView(definitions, principal, compiled);
    views.set(kind, view);
    const [oldest] = views.keys();
    if (views.size > MAX_VIEWS && oldest !== undefined) views.delete(oldest);
    return view;
  }

  return {
    definitions,
    viewFor(principal) {
      const known = viewOfPrincipal.get(principal);
      if (known !== undefined) return known;
      const view = viewByKind(principal);
      viewOfPrincipal.set(principal, view);
      return view;
    },
  };
}

/** Names all that the visibility of a definition may depend on. */
function kindOf({ scopes, environments, pipelines }: Principal): string {
  return JSON.stringify([scopes.toSorted(), environments?.toSorted(), pipelines?.toSorted()]);
}

function createView(
  definitions: McpDefinitions,
  principal: Principal,
  compiled: (schema: JsonSchema) => CompiledArguments,
): McpView {
  const sees = ({ scope, visibleTo }: Visibility): boolean =>
    (scope === undefined || principal.scopes.includes(scope)) && (visibleTo === undefined || visibleTo(principal));
  const tools = definitions.tools.filter(sees).map((definition) => ({
    definition,
    inputSchema:
      typeof definition.inputSchema === 'function' ? definition.inputSchema(principal) : definition.inputSchema,
  }));
  const resources = definitions.resources.filter(sees);
  const templates = definitions.resourceTemplates.filter(sees);
  const prompts = definitions.prompts.filter(sees);
  return {
    tools: new Map(
      tools.map(({ definition, inputSchema }) => [definition.name, { definition, ...compiled(inputSchema) }]),
    ),
    resources: new Map(resources.map((definition) => [definition.uri, definition])),
    templates: templates.map((definition) => ({ definition, template: new UriTemplate(definition.uriTemplate) })),
    prompts: new Map(prompts.map((definition) => [definition.name, definition])),
    toolList: asJson({
      tools: tools.map(
        ({ definition: { name, title, description, outputSchema, annotations, meta }, inputSchema }) => ({
          name,
          title,
          description,
          inputSchema: { ...inputSchema, type: 'object' as const },
          outputSchema,
          annotations,
          _meta: meta,
        }),
      ),
    }),
    resourceList: asJson({
      resources: resources.map(({ uri, name, title, description, mimeType, size }) => ({
        uri,
        name,
        title,
        description,
        mimeType,
        size,
      })),
    }),
    templateList: asJson({
      resourceTemplates: templates.map(({ uriTemplate, name, title, description, mimeType }) => ({
        uriTemplate,
        name,
        title,
        description,
        mimeType,
      })),
    }),
    promptList: asJson({
      prompts: prompts.map(({ name, title, description, arguments: accepted }) => ({
        name,
        title,
        description,
        arguments: accepted,
      })),
    }),
  };
}

/** Leaves out what is undefined, as the wire does. */
function asJson<Result>(list: unknown): Result {
  return JSON.parse(JSON.stringify(list));
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

function refuseTwins(kind: string, names: readonly string[]): void {
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin === undefined) return;
  throw new SluiceError({ code: 'invalid_configuration', message: `Two MCP definitions are the ${kind} "${twin}".` });
}
