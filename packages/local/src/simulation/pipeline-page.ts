import type { GitLabPipelineView, GitLabSimulator } from '@sluice/testkit';
import { decodeLabel } from '../http/decode-label.ts';
import { type Cell, htmlPage, type Look } from './html-page.ts';

const PIPELINE_PATH = /^\/(?<project>.+)\/-\/pipelines\/(?<id>\d+)\/?$/;

/** Makes the page that the link of a simulated GitLab pipeline leads to; undefined when a path is no such link. */
export function pipelinePage({ pipelines }: Pick<GitLabSimulator, 'pipelines'>, path: string): string | undefined {
  const { project = '', id } = PIPELINE_PATH.exec(path)?.groups ?? {};
  const name = decodeLabel(project) ?? '';
  const pipeline = id === undefined ? undefined : find(pipelines, name, Number(id));
  return pipeline === undefined ? undefined : pageOf(name, pipeline);
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
const LOOKS: Readonly<Record<string, Look>> = { success: 'success', failed: 'failed', running: 'running' };

function pageOf(project: string, { id, ref, user, status, jobs, variables }: GitLabPipelineView): string {
  return htmlPage({
    title: `${project} #${id}`,
    status: statusCell(status),
    about: `A simulated GitLab pipeline on ${ref}, started by ${user}.`,
    tables: [
      { head: ['Stage', 'Job', 'Status'], rows: jobs.map((job) => [job.stage, job.name, statusCell(job.status)]) },
      { head: ['Variable', 'Value'], rows: Object.entries(variables) },
    ],
    changes: !FINISHED.includes(status),
  });
}

function statusCell(status: string): Cell {
  return { text: status, look: LOOKS[status] ?? 'plain' };
}
