import { describe, expect, it } from 'vitest';
import { gapIn, silenceIn } from '../src/jenkins/builds.ts';

const build = (number: number, queueId = number) => ({
  number,
  queueId,
  building: false,
  result: 'SUCCESS',
  timestamp: number * 1000,
  duration: 1,
});
const builds = (...numbers: number[]) => numbers.map((number) => build(number));
const before3 = ({ timestamp }: { timestamp: number }) => timestamp < 3000;

describe('a build that tells nothing of itself', () => {
  const running = { ...build(7), building: true };

  it.each([
    ['while it begins', { ...running, queueId: -1, actions: [] }],
    ['before it has any actions', running],
    ['while only plugins have to say something', { ...running, actions: [{}, {}] }],
  ])('may be any: %s', (_, silent) => {
    expect(silenceIn([build(8), silent, build(6)])).toBe('build 7 is just beginning, and may be it');
  });

  it.each([
    ['why it began', { ...running, actions: [{}, { causes: [{}] }] }],
    ['what it was asked for', { ...running, actions: [{ parameters: [] }] }],
    ['how it ended', build(7)],
  ])('is none once it tells %s', (_, told) => {
    expect(silenceIn([told])).toBeUndefined();
  });
});

describe('the builds since a time are all there', () => {
  it.each([
    ['there never was one', [], 1],
    ['they reach the first', builds(2, 1), 3],
    ['they reach one from before', builds(5, 4, 3, 2), 6],
    ['there was none since', builds(2), 3],
    ['one began while they were read', builds(5, 4, 3, 2), 5],
  ])('where %s', (_, found, next) => {
    expect(gapIn(found, next, before3)).toBeUndefined();
  });

  it.each([
    ['one in the middle', builds(5, 3, 2), 6, 'build 4'],
    ['the newest', builds(4, 3, 2), 6, 'build 5'],
    ['the only one', [], 2, 'build 1'],
    ['the one after the older ones', builds(2), 4, 'build 3'],
    ['whatever came before the oldest that is kept', builds(5, 4), 6, 'build 3'],
  ])('but not where %s is missing', (_, found, next, missing) => {
    expect(gapIn(found, next, before3)).toContain(missing);
  });

  it('also where one that was queued earlier was built later', () => {
    const isOlder = ({ queueId }: { queueId?: number }) => (queueId ?? 0) < 10;
    expect(gapIn([build(4, 9), build(3, 11), build(2, 8)], 5, isOlder)).toBeUndefined();
    expect(gapIn([build(5, 9), build(3, 11), build(2, 8)], 6, isOlder)).toContain('build 4');
  });
});
