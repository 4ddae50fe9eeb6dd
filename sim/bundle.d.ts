export interface Mutation {
  /** From the root of the project. */
  readonly file: string
  /** A piece that occurs exactly once. */
  readonly find: string
  readonly replace: string
}

export declare const ROOT: string
export declare function bundle(
  entry: string,
  outfile: string,
  mutations?: readonly Mutation[],
): Promise<string>
export declare function replaceOnce(text: string, mutation: Mutation): string
