import { type Pipeline, type PipelineState, stateOf } from './pipeline.ts';
import type { Project } from './project.ts';
import { invalidParameter } from './refusal.ts';

/** A pipeline with where it stands. */
export interface ListedPipeline {
  readonly pipeline: Pipeline;
  readonly state: PipelineState;
}

type OrderBy = 'id' | 'status' | 'ref' | 'updated_at' | 'user_id';

const ORDER: Readonly<Record<OrderBy, (listed: ListedPipeline) => string | number>> = {
  id: ({ pipeline }) => pipeline.id,
  status: ({ state }) => state.status,
  ref: ({ pipeline }) => pipeline.ref,
  updated_at: ({ state }) => state.updatedAt,
  user_id: ({ pipeline }) => pipeline.user,
};

/**
 * Lists the pipelines of a project by the filters of a request.
 *
 * @throws Refusal for a filter that GitLab does not understand
 */
export function listPipelines(
  pipelines: readonly Pipeline[],
  { project, query, now }: { readonly project: Project; readonly query: URLSearchParams; readonly now: number },
): readonly ListedPipeline[] {
  const updatedAfter = time(query, 'updated_after');
  const wanted = (name: string, value: string | null): boolean => !query.get(name) || query.get(name) === value;
  const children = query.get('source') === 'parent_pipeline';
  const listed = pipelines
    .filter((pipeline) => pipeline.project === project && pipeline.createdAt <= now && pipeline.listedAt <= now)
    .filter(({ source }) => children || source !== 'parent_pipeline')
    .filter(({ ref, source, user }) => wanted('ref', ref) && wanted('source', source) && wanted('username', user))
    .filter(({ name }) => wanted('name', name))
    .map((pipeline) => ({ pipeline, state: stateOf(pipeline, now) }))
    .filter(({ state }) => wanted('status', state.status))
    .filter(({ state }) => updatedAfter === undefined || state.updatedAt > updatedAfter);
  return sorted(listed, query);
}

function sorted(listed: readonly ListedPipeline[], query: URLSearchParams): readonly ListedPipeline[] {
  const orderBy = query.get('order_by') ?? 'id';
  const sort = query.get('sort') ?? 'desc';
  if (!isOrderBy(orderBy)) throw invalidParameter('order_by does not have a valid value');
  if (sort !== 'asc' && sort !== 'desc') throw invalidParameter('sort does not have a valid value');
  const key = ORDER[orderBy];
  const direction = sort === 'asc' ? 1 : -1;
  return listed.toSorted((a, b) => {
    const [left, right] = [key(a), key(b)];
    if (left === right) return direction * (a.pipeline.id - b.pipeline.id);
    return left < right ? -direction : direction;
  });
}

function isOrderBy(text: string): text is OrderBy {
  return Object.hasOwn(ORDER, text);
}

function time(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (!text) return undefined;
  const parsed = Date.parse(text);
  if (Number.isNaN(parsed)) throw invalidParameter(`${name} is invalid`);
  return parsed;
}
