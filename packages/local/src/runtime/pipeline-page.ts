import type { GitLabPipelineView, GitLabSimulator } from '@sluice/testkit';

/**
 * Gives the simulated GitLab what a person looks at: the page that a pipeline's link leads to.
 *
 * Call it before the simulator has had its first request.
 */
export function servePipelinePages({ app, pipelines }: Pick<GitLabSimulator, 'app' | 'pipelines'>): void {
  app.get('/:project{.+}/-/pipelines/:id{[0-9]+}', (context) => {
    const { project, id } = context.req.param();
    const pipeline = find(pipelines, project, Number(id));
    return pipeline === undefined ? context.notFound() : context.html(page(project, pipeline));
  });
}

function find(pipelines: GitLabSimulator['pipelines'], project: string, id: number): GitLabPipelineView | undefined {
  try {
    return pipelines(project).find((pipeline) => pipeline.id === id);
  } catch {
    // There is no such project.
    return undefined;
  }
}

const FINISHED: readonly string[] = ['success', 'failed', 'canceled', 'skipped'];

const STYLE =
  'body{font:16px/1.6 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}' +
  'table{border-collapse:collapse;width:100%;margin:1rem 0}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #8884}' +
  '.success{color:#2a7f3f}.failed{color:#c0392b}.running{color:#2563a8}small{opacity:.7}';

function page(project: string, { id, ref, user, status, jobs, variables }: GitLabPipelineView): string {
  const title = `${project} #${id}`;
  const refresh = FINISHED.includes(status) ? '' : '<meta http-equiv="refresh" content="1">';
  return [
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(title)}</title>${refresh}<style>${STYLE}</style>`,
    `<h1>${escapeHtml(title)} <span class="${escapeHtml(status)}">${escapeHtml(status)}</span></h1>`,
    `<p>On <code>${escapeHtml(ref)}</code>, started by ${escapeHtml(user)}. <small>A simulated GitLab pipeline.</small></p>`,
    table(
      ['Stage', 'Job', 'Status'],
      jobs.map(({ stage, name, status: job }) => [stage, name, job]),
    ),
    table(['Variable', 'Value'], Object.entries(variables)),
    '</html>',
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: 'th' | 'td', row: readonly string[]): string =>
    `<tr>${row.map((cell) => `<${tag} class="${escapeHtml(cell)}">${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  return `<table>${cells('th', head)}${rows.map((row) => cells('td', row)).join('')}</table>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
