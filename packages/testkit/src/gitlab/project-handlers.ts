import { maySee } from './access.ts';
import type { CallerCall, Handler, ProjectCall } from './call.ts';
import { paginate } from './pagination.ts';
import type { Project } from './project.ts';
import type { SimulatorState } from './state.ts';
import { projectView } from './views.ts';

/** `GET /projects`. */
export function listProjects(state: SimulatorState): Handler<CallerCall> {
  return ({ context, caller, url }) => {
    const search = (url.searchParams.get('search') ?? '').toLowerCase();
    const wholePath = url.searchParams.get('search_namespaces') === 'true';
    const searched = ({ path }: Project): string => (wholePath ? path : (path.split('/').at(-1) ?? '')).toLowerCase();
    const found = state.projects.filter((project) => maySee(caller, project) && searched(project).includes(search));
    const { items, headers } = paginate(
      found.toSorted((a, b) => b.id - a.id),
      url,
    );
    return context.json(
      items.map((project) => projectView(project, url.origin)),
      200,
      headers,
    );
  };
}

/** `GET /projects/:id`. */
export function readProject({ context, project, url }: ProjectCall): Response {
  return context.json(projectView(project, url.origin));
}
