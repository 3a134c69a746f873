import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJobUrl, jobPath } from '../src/jenkins/job-path.ts';
import { queueIdOf } from '../src/jenkins/location.ts';

describe('the path of a job', () => {
  it.each([
    [['compute'], '/job/compute'],
    [['a', 'b', 'c'], '/job/a/job/b/job/c'],
    [['a b', 'ü'], '/job/a%20b/job/%C3%BC'],
    [['app', 'feature/x'], '/job/app/job/feature%252Fx'],
    [['app', 'feature%2Fx'], '/job/app/job/feature%252Fx'],
    [['app', 'fix/#12[a]?'], '/job/app/job/fix%252F%252312%255Ba%255D%253F'],
    [['app', '50%/x'], '/job/app/job/50%2525%252Fx'],
  ])('%j is %s', (names, path) => {
    expect(jobPath(names)).toBe(path);
  });

  it.each([
    'http://jenkins.internal:8080/job/app/job/feature%252Fx/',
    'https://ci.example.com/jenkins/job/app/job/feature%252Fx',
  ])('is recognised in %s, whatever the host and context path', (url) => {
    expect(isJobUrl(url, ['app', 'feature/x'])).toBe(true);
    expect(isJobUrl(url, ['app', 'feature%2Fx'])).toBe(true);
  });

  it.each([
    'http://h/job/app/',
    'http://h/job/other/job/app/job/main/',
    'http://h/job/app/job/main/7/',
    'http://h/job/main/',
    'http://h/job/app/main/',
    'job/app/job/main/',
    '',
    'http://h/job/%E0%A4%A/',
  ])('is not recognised in %j', (url) => {
    expect(isJobUrl(url, ['app', 'main'])).toBe(false);
  });

  it('leads to that job and no other, whatever the names', () => {
    const name = fc
      .string({ minLength: 1, unit: 'grapheme' })
      .filter((text) => !['.', '..'].includes(text) && text.isWellFormed());
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (names) => {
        const url = new URL(`http://h/jenkins${jobPath(names)}/`).href;
        expect(isJobUrl(url, names)).toBe(true);
        expect(isJobUrl(url, [...names, 'x'])).toBe(false);
        expect(url.split('/job/')).toHaveLength(names.length + 1);
      }),
    );
  });
});

describe('the queue item in a Location', () => {
  it.each([
    ['http://jenkins.internal:8080/queue/item/42/', 42],
    ['/jenkins/queue/item/7/', 7],
    ['https://evil.example/queue/item/7', 7],
  ])('%s is %i', (location, id) => {
    expect(queueIdOf(location)).toBe(id);
  });

  it.each([
    null,
    '',
    'http://h/job/x/',
    'http://h/queue/item/',
    'http://h/queue/item/x/',
    'http://h/queue/item/1.5/',
    'http://h/queue/item/-1/',
    'http://h/queue/item/9999999999999999999/',
    'http://h/queue/item/7/api/json',
  ])('is none in %j', (location) => {
    expect(queueIdOf(location)).toBeUndefined();
  });
});
