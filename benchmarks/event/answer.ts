/** What both answer: a small object. */
export const ANSWER = { execution_id: 'exec-1', status: 'running' };
