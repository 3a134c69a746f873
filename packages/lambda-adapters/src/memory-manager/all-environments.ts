import type { JournalRequest } from '@sluice/store-dynamodb';
import type { components } from '../generated/memory.ts';
import { toMention } from './brief-execution.ts';
import { type EnvironmentLists, environmentLists } from './environment-memory.ts';
import { type CutList, keepWhatFits, roomBeside, tellLeftOut } from './keep-what-fits.ts';
import { summaryOf } from './memory-message.ts';
import type { ReadExecutions } from './read-executions.ts';

/** What is deployed where. */
export type OverviewAnswer = components['schemas']['OverviewAnswer'];

/** What is known of one of all environments. */
export interface OneEnvironment {
  readonly environment: string;
  /** Undefined where it could not be read. */
  readonly read: (ReadExecutions & { readonly unanswered: readonly JournalRequest[] }) | undefined;
}

const MOST_LISTED = 10;
const MOST_SUMMED_UP = 5;

interface ReadEnvironment {
  readonly environment: string;
  readonly lists: EnvironmentLists;
  readonly incomplete: boolean;
}

/** Answers what there is in several environments: in words, with the first of each list. */
export function allEnvironments(found: readonly OneEnvironment[]): OverviewAnswer {
  const unreadable = found.filter(({ read }) => read === undefined).map(({ environment }) => environment);
  const all = found.flatMap(({ environment, read }): readonly ReadEnvironment[] =>
    read === undefined ? [] : [{ environment, lists: environmentLists(read.executions), incomplete: read.incomplete }],
  );
  const unanswered = found.filter(({ read }) => (read?.unanswered ?? []).length > 0);
  const message = overviewMessage(all, {
    unreadable,
    unanswered: unanswered.map(({ environment }) => environment),
  });
  const { environments, cut } = shorten(all, message);
  return {
    message,
    environments,
    ...(unreadable.length === 0 ? {} : { unreadable }),
    ...tellLeftOut(cut, 'Ask query-memory of one environment to see more of it.'),
  };
}

type Overview = OverviewAnswer['environments'];

/** Cuts all lists together, so that none of the environments takes the room of the others. */
function shorten(
  all: readonly ReadEnvironment[],
  message: string,
): {
  readonly environments: Overview;
  readonly cut: readonly CutList[];
} {
  const mentions = (pick: (lists: EnvironmentLists) => EnvironmentLists['deployed']) =>
    all.map(({ lists }) => pick(lists).map(toMention));
  const lists = [
    ...mentions(({ deployed }) => deployed),
    ...mentions(({ underWay }) => underWay),
    ...mentions(({ failedSince }) => failedSince),
  ];
  const frames = all.map(({ environment }) => ({ environment, deployed: [], under_way: [], failed_since: [] }));
  const kept = keepWhatFits(lists, roomBeside([message, frames], MOST_LISTED));
  const environments = all.map(({ environment, incomplete }, index) => ({
    environment,
    deployed: [...(kept[index] ?? [])],
    under_way: [...(kept[all.length + index] ?? [])],
    failed_since: [...(kept[2 * all.length + index] ?? [])],
    ...(incomplete ? { incomplete } : {}),
  }));
  const names = ['deployed', 'under_way', 'failed_since'];
  const cut = names.map((name, part) => ({
    name,
    all: countOf(lists, part, all.length),
    kept: countOf(kept, part, all.length),
  }));
  return { environments, cut };
}

/** Counts the elements of one part of the lists, all environments together. */
function countOf(lists: readonly (readonly unknown[])[], part: number, length: number): number {
  return lists.slice(part * length, (part + 1) * length).reduce((sum, list) => sum + list.length, 0);
}

function overviewMessage(
  all: readonly ReadEnvironment[],
  { unreadable, unanswered }: Readonly<Record<'unreadable' | 'unanswered', readonly string[]>>,
): string {
  const told = all.slice(0, MOST_SUMMED_UP).map(({ environment, lists }) => `In ${environment}, ${summaryOf(lists)}.`);
  const rest = all.length - told.length;
  const older = all.filter(({ incomplete }) => incomplete).map(({ environment }) => environment);
  const sentences = [
    ...told,
    rest === 0 ? undefined : `${rest} more ${rest === 1 ? 'environment is' : 'environments are'} in the list.`,
    unreadable.length === 0
      ? undefined
      : `${unreadable.join(', ')} can't be read just now, so it is not known what is there: say so.`,
    unanswered.length === 0
      ? undefined
      : `Something was asked for in ${unanswered.join(', ')} and not answered, so it is not known whether that started anything: query-memory tells what it was.`,
    older.length === 0 ? undefined : `Older executions of ${older.join(', ')} were not read.`,
    all.some(({ lists }) => lists.underWay.length > 0) ? 'What is under way is as it was last seen.' : undefined,
  ];
  return sentences.filter((sentence) => sentence !== undefined).join(' ');
}
