import { Hono } from 'hono';
import { asCaller, type Handler, inProject, routeHandler, type SimulatorEnvironment } from './call.ts';
import type { GitLabRoute } from './faults.ts';
import { cancelJob, listJobs, listTriggerJobs, playJob, readTrace } from './job-handlers.ts';
import {
  cancelPipeline,
  createPipeline,
  listPipelines,
  listVariables,
  readPipeline,
  retryPipeline,
  triggerPipeline,
} from './pipeline-handlers.ts';
import { listProjects, readProject } from './project-handlers.ts';
import type { SimulatorState } from './state.ts';

const PROJECT = '/projects/:project';
const PIPELINE = `${PROJECT}/pipelines/:pipeline`;
const JOB = `${PROJECT}/jobs/:job`;

/** Makes the API under `/api/v4`. */
export function apiRoutes(state: SimulatorState): Hono<SimulatorEnvironment> {
  const app = new Hono<SimulatorEnvironment>();
  const get = (path: string, route: GitLabRoute, handler: Handler) =>
    app.get(path, routeHandler(state, route, handler));
  const post = (path: string, route: GitLabRoute, handler: Handler) =>
    app.post(path, routeHandler(state, route, handler));

  get('/projects', 'list-projects', asCaller(state, listProjects(state)));
  get(PROJECT, 'get-project', inProject(state, readProject));
  post(`${PROJECT}/pipeline`, 'create-pipeline', inProject(state, createPipeline(state)));
  post(`${PROJECT}/trigger/pipeline`, 'trigger-pipeline', triggerPipeline(state));
  get(`${PROJECT}/pipelines`, 'list-pipelines', inProject(state, listPipelines(state)));
  get(PIPELINE, 'get-pipeline', inProject(state, readPipeline(state)));
  get(`${PIPELINE}/variables`, 'list-variables', inProject(state, listVariables(state)));
  get(`${PIPELINE}/jobs`, 'list-jobs', inProject(state, listJobs(state)));
  get(`${PIPELINE}/bridges`, 'list-bridges', inProject(state, listTriggerJobs(state)));
  if (!state.lacksTriggerJobs) {
    get(`${PIPELINE}/trigger_jobs`, 'list-trigger-jobs', inProject(state, listTriggerJobs(state)));
  }
  post(`${PIPELINE}/cancel`, 'cancel-pipeline', inProject(state, cancelPipeline(state)));
  post(`${PIPELINE}/retry`, 'retry-pipeline', inProject(state, retryPipeline(state)));
  get(`${JOB}/trace`, 'get-trace', inProject(state, readTrace(state)));
  post(`${JOB}/play`, 'play-job', inProject(state, playJob(state)));
  post(`${JOB}/cancel`, 'cancel-job', inProject(state, cancelJob(state)));
  app.notFound((context) => context.json({ error: '404 Not Found' }, 404));
  return app;
}
