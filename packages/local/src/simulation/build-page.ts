import type { JenkinsBuildView, JenkinsQueueView, JenkinsSimulator } from '@sluice/testkit';
import { decodeLabel } from '../http/decode-label.ts';
import { type Cell, htmlPage, type Look } from './html-page.ts';

const JOB_PATH = /^(?<job>(?:\/job\/[^/]+)+)(?:\/(?<build>\d+))?\/?$/;

/**
 * Makes the page that the link of a simulated Jenkins build leads to, or that of a build that still waits, which is its
 * job's; undefined when a path is no such link.
 */
export function buildPage(jenkins: Pick<JenkinsSimulator, 'builds' | 'queue'>, path: string): string | undefined {
  const { job = '', build } = JOB_PATH.exec(path)?.groups ?? {};
  const names = [...job.matchAll(/\/job\/([^/]+)/g)].map(([, name = '']) => decodeLabel(name) ?? '');
  const builds = names.length === 0 ? undefined : buildsOf(jenkins, names);
  if (builds === undefined) return undefined;
  const name = names.join('/');
  if (build === undefined)
    return pageOfJob(name, { builds, queue: jenkins.queue().filter((item) => item.job === name) });
  const found = builds.find(({ number }) => number === Number(build));
  return found === undefined ? undefined : pageOfBuild(name, found);
}

function buildsOf(
  { builds }: Pick<JenkinsSimulator, 'builds'>,
  names: readonly string[],
): readonly JenkinsBuildView[] | undefined {
  try {
    return builds(names);
  } catch {
    // There is no such job.
    return undefined;
  }
}

const LOOKS: Readonly<Record<string, Look>> = {
  SUCCESS: 'success',
  FAILURE: 'failed',
  FAILED: 'failed',
  running: 'running',
  IN_PROGRESS: 'running',
};

function pageOfBuild(job: string, build: JenkinsBuildView): string {
  return htmlPage({
    title: `${job} #${build.number}`,
    status: cell(statusOf(build)),
    about: `A simulated Jenkins build, asked for by ${build.users.join(', ')}.`,
    tables: [
      { head: ['Stage', 'Status'], rows: build.stages.map(({ name, status }) => [name, cell(status)]) },
      { head: ['Parameter', 'Value'], rows: Object.entries(build.parameters) },
    ],
    changes: build.building,
  });
}

interface JobBuilds {
  readonly builds: readonly JenkinsBuildView[];
  readonly queue: readonly JenkinsQueueView[];
}

function pageOfJob(job: string, { builds, queue }: JobBuilds): string {
  const waiting = queue.map(({ parameters }) => ['in the queue', 'waiting', summary(parameters)]);
  const built = builds
    .toReversed()
    .map((build) => [
      { ...cell(`#${build.number}`), href: `./${build.number}/` },
      cell(statusOf(build)),
      summary(build.parameters),
    ]);
  return htmlPage({
    title: job,
    about: 'A simulated Jenkins job.',
    tables: [{ head: ['Build', 'Status', 'For'], rows: [...waiting, ...built] }],
    changes: queue.length > 0 || builds.some(({ building }) => building),
  });
}

function statusOf({ building, result }: JenkinsBuildView): string {
  return building ? 'running' : (result ?? 'unknown');
}

function summary({ ENVIRONMENT = '', TENANT_ID = '' }: Readonly<Record<string, string>>): string {
  return [ENVIRONMENT, TENANT_ID].filter((value) => value !== '').join(', ');
}

function cell(text: string): Cell {
  return { text, look: LOOKS[text] ?? 'plain' };
}
