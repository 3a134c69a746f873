import type { FixedAnswer } from '../http/fixed-answer.ts';

/** What is there while Jenkins starts. */
export const LOADING: FixedAnswer = {
  status: 503,
  headers: { 'content-type': 'text/html;charset=utf-8' },
  body: '<!DOCTYPE html><html><head><title>Starting Jenkins</title></head><body><h1>Please wait while Jenkins is getting ready to work ...</h1></body></html>\n',
};
