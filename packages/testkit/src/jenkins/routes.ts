import type { components } from '../generated/jenkins.ts';
import { getBuild, getLog, stopBuild } from './build-routes.ts';
import { type CallHandler, jobOf, picked } from './call.ts';
import { CRUMB_FIELD } from './crumbs.ts';
import type { JenkinsRoute } from './faults.ts';
import { answerInputStep, describeRun, listInputs } from './input-routes.ts';
import { JOB_FIELDS, jobReferenceView, jobView } from './job-view.ts';
import { outageAt } from './outage.ts';
import { cancelQueueItem, getQueueItem, listQueue, triggerBuild } from './queue-routes.ts';
import { notFound } from './refusal.ts';

type Schemas = components['schemas'];

const getJenkins: CallHandler = (call) => {
  const { state, caller, now, baseUrl } = call;
  const quiet = outageAt(now, state.outages, 'quiet-down');
  const visible = caller.permissions.includes('Job/Read') ? state.jobs : [];
  const view: Schemas['Jenkins'] = {
    _class: 'hudson.model.Hudson',
    mode: 'NORMAL',
    quietingDown: quiet !== undefined,
    quietDownReason: quiet?.reason ?? null,
    useCrumbs: state.useCrumbs,
    url: `${baseUrl}/`,
    jobs: visible.filter(({ segments }) => segments.length === 1).map((job) => jobReferenceView(job, baseUrl)),
  };
  return picked(call, view, 'mode,quietingDown,quietDownReason,useCrumbs,url,jobs[name,url]');
};

const getCrumb: CallHandler = ({ state, caller, headers, now }) => {
  if (!state.useCrumbs) throw notFound();
  const { crumb, setCookie } = state.crumbs.issue(caller, headers, now);
  const view: Schemas['Crumb'] = {
    _class: 'hudson.security.csrf.DefaultCrumbIssuer',
    crumb,
    crumbRequestField: CRUMB_FIELD,
  };
  return Response.json(view, { headers: setCookie === undefined ? {} : { 'set-cookie': setCookie } });
};

const getJob: CallHandler = (call) => picked(call, jobView(jobOf(call), call.state, call), JOB_FIELDS);

/** What answers each of the calls. */
export const HANDLERS: Readonly<Record<JenkinsRoute, CallHandler>> = {
  'get-jenkins': getJenkins,
  'get-crumb': getCrumb,
  'list-queue': listQueue,
  'get-queue-item': getQueueItem,
  'cancel-queue-item': cancelQueueItem,
  'get-job': getJob,
  'trigger-build': triggerBuild,
  'get-build': getBuild,
  'stop-build': stopBuild,
  'get-log': getLog,
  'describe-run': describeRun,
  'list-inputs': listInputs,
  'answer-input': answerInputStep,
};
