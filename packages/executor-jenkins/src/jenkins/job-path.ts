/** What the name of an item can't hold, so that Jenkins writes it encoded into the name of a branch's job. */
const BRANCH_ONLY = /[#/?[\]\\]/;

/** Returns the path of a job below the address of Jenkins, such as `/job/platform/job/compute`. */
export function jobPath(names: readonly string[]): string {
  return names.map((name) => `/job/${encodeURIComponent(itemName(name))}`).join('');
}

/** Tells whether an address that Jenkins gave, of whatever host, is that of a job. */
export function isJobUrl(url: string, names: readonly string[]): boolean {
  const wanted = names.map(itemName);
  const found = itemNamesOf(url);
  return found.length === wanted.length && found.every((name, index) => name === wanted[index]);
}

/** A branch may be given as Git names it: the job of `feature/x` has the name `feature%2Fx`. */
function itemName(name: string): string {
  return BRANCH_ONLY.test(name) ? name.replace(/[%#/?[\]\\]/g, encodeURIComponent) : name;
}

/** Reads `job/a/job/b/` from the end, so that a context path before it does not matter. */
function itemNamesOf(url: string): readonly string[] {
  if (!URL.canParse(url)) return [];
  const segments = new URL(url).pathname.split('/').filter((segment) => segment !== '');
  const names: string[] = [];
  for (let index = segments.length - 1; index > 0 && segments[index - 1] === 'job'; index -= 2) {
    names.unshift(decode(segments[index] ?? ''));
  }
  return names;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
