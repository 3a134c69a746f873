import { invalidParameter } from './refusal.ts';

/** One page of a list, with the headers that GitLab sends along. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Cuts the page out of a list that a request asks for: 20 items, or up to 100.
 *
 * @throws Refusal for a `page` or `per_page` that is no number
 */
export function paginate<Item>(items: readonly Item[], url: URL): Page<Item> {
  const page = positive(url, 'page', 1);
  const perPage = Math.min(positive(url, 'per_page', 20), 100);
  const pages = Math.max(1, Math.ceil(items.length / perPage));
  const next = page < pages ? String(page + 1) : '';
  const previous = page > 1 ? String(page - 1) : '';
  const link = [linkTo(url, 'next', next), linkTo(url, 'prev', previous)].filter((entry) => entry !== '').join(', ');
  return {
    items: items.slice((page - 1) * perPage, page * perPage),
    headers: {
      'x-page': String(page),
      'x-per-page': String(perPage),
      'x-next-page': next,
      'x-prev-page': previous,
      'x-total': String(items.length),
      'x-total-pages': String(pages),
      ...(link === '' ? {} : { link }),
    },
  };
}

function positive(url: URL, name: string, fallback: number): number {
  const text = url.searchParams.get(name);
  if (text === null) return fallback;
  if (!/^[1-9]\d*$/.test(text)) throw invalidParameter(`${name} is invalid`);
  return Number(text);
}

function linkTo(url: URL, relation: string, page: string): string {
  if (page === '') return '';
  const target = new URL(url);
  target.searchParams.set('page', page);
  return `<${target.href}>; rel="${relation}"`;
}
