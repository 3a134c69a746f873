/** What we use of the npm package `jenkins`, which has no types of its own. */
declare module 'jenkins' {
  interface Options {
    readonly baseUrl: string;
    readonly crumbIssuer?: boolean;
  }

  export default class Jenkins {
    constructor(options: Options);
    info(): Promise<Record<string, unknown>>;
    readonly job: {
      get(name: string): Promise<Record<string, unknown>>;
      exists(name: string): Promise<boolean>;
      build(options: {
        readonly name: string;
        readonly parameters?: Readonly<Record<string, string>>;
      }): Promise<number>;
    };
    readonly build: {
      get(name: string, buildNumber: number): Promise<Record<string, unknown>>;
      log(name: string, buildNumber: number): Promise<string>;
      stop(name: string, buildNumber: number): Promise<void>;
      term(name: string, buildNumber: number): Promise<void>;
    };
    readonly queue: {
      list(): Promise<readonly Record<string, unknown>[]>;
      item(number: number): Promise<Record<string, unknown>>;
      cancel(number: number): Promise<void>;
    };
  }
}
