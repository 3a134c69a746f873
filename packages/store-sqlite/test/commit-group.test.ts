import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type CommitGroup, createCommitGroup } from '../src/commit-group.ts';

class RecordingDatabase extends DatabaseSync {
  readonly executed: string[] = [];

  override exec(sql: string): void {
    this.executed.push(sql);
    super.exec(sql);
  }

  count(sql: string): number {
    return this.executed.filter((executed) => executed === sql).length;
  }
}

interface World {
  readonly database: RecordingDatabase;
  readonly commits: CommitGroup;
  readonly rounds: () => number;
  insert(name: string): Promise<string>;
  names(): readonly unknown[];
}

function createWorld(): World {
  const database = new RecordingDatabase(':memory:');
  onTestFinished(() => {
    if (database.isOpen) database.close();
  });
  database.exec('CREATE TABLE names (name TEXT PRIMARY KEY)');
  let rounds = 0;
  const commits = createCommitGroup(database, () => {
    rounds += 1;
  });
  return {
    database,
    commits,
    rounds: () => rounds,
    insert: (name) =>
      commits.add(() => {
        database.prepare('INSERT INTO names VALUES (?)').run(name);
        return `${name} is there`;
      }),
    names: () =>
      database
        .prepare('SELECT name FROM names ORDER BY name')
        .all()
        .map(({ name }) => name),
  };
}

describe('changes that come together', () => {
  it('share one commit, and each hears of its own result', async () => {
    const { database, insert, names, rounds } = createWorld();

    const told = await Promise.all(['a', 'b', 'c'].map(insert));

    expect(told).toEqual(['a is there', 'b is there', 'c is there']);
    expect(names()).toEqual(['a', 'b', 'c']);
    expect(database.count('COMMIT')).toBe(1);
    expect(rounds()).toBe(1);
  });

  it('are told of after the commit, and not before', async () => {
    const { database, insert } = createWorld();

    const committed = await insert('a').then(() => database.count('COMMIT'));

    expect(committed).toBe(1);
  });

  it('do not suffer from one that fails, which leaves nothing behind', async () => {
    const { commits, database, insert, names } = createWorld();
    const failing = commits.add(() => {
      database.prepare('INSERT INTO names VALUES (?)').run('half');
      throw new Error('changed its mind');
    });

    const outcomes = await Promise.allSettled([insert('a'), failing, insert('b')]);

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: { message: 'changed its mind' } });
    expect(names()).toEqual(['a', 'b']);
  });

  it('see what those before them have done', async () => {
    const { insert, names } = createWorld();

    const outcomes = await Promise.allSettled([insert('a'), insert('a')]);

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(names()).toEqual(['a']);
  });

  it('all fail when the commit does', async () => {
    const { commits, database, insert, rounds } = createWorld();
    const closing = commits.add(() => database.close());

    const outcomes = await Promise.allSettled([insert('a'), closing]);

    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(rounds()).toBe(0);
  });

  it('of another turn have a commit of their own', async () => {
    const { database, insert } = createWorld();

    await insert('a');
    await insert('b');

    expect(database.count('COMMIT')).toBe(2);
  });

  it('can be committed at once, as before the database is closed', async () => {
    const { commits, database, insert } = createWorld();
    const told = insert('a');

    commits.flush();

    expect(database.count('COMMIT')).toBe(1);
    expect(await told).toBe('a is there');
  });
});
