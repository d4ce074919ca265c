export const parts = ['flat', 'paced', 'connect', 'storm', 'rest', 'page', 'bundle', 'scroll', 'apply'] as const;

export type Part = (typeof parts)[number];

export type Options = {
  readonly quick: boolean;
  readonly only: readonly Part[];
  /** Also watches our server under full load, and says where its time goes. */
  readonly profile: boolean;
  readonly rounds: number;
  /** Measured in each round, after the warm-up. */
  readonly seconds: number;
  readonly subscribers: readonly number[];
  /** Of how many leads first pages are read. */
  readonly leads: readonly number[];
};

const isPart = (word: string): word is Part => (parts as readonly string[]).includes(word);

/** `--quick`, `--only=flat,page`, `--profile`, `--rounds=5`, `--seconds=10`, `--subscribers=100,500`, `--leads=200000,1000000`. */
export const readOptions = (words: readonly string[]): Options => {
  const quick = words.includes('--quick');
  const value = (name: string): string | undefined =>
    words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  const numbers = (name: string, fallback: readonly number[]): readonly number[] => {
    const given = value(name)?.split(',').map(Number) ?? fallback;
    if (given.some((number) => !Number.isFinite(number) || number <= 0))
      throw new Error(`--${name} takes numbers above zero.`);
    return given;
  };
  const number = (name: string, fallback: number): number => numbers(name, [fallback])[0] ?? fallback;
  const unknown = words.find((word) => !/^--(quick|profile|(only|rounds|seconds|subscribers|leads)=.+)$/.test(word));
  if (unknown) throw new Error(`npm run bench does not know ${unknown}.`);
  const only = value('only')?.split(',') ?? [...parts];
  if (!only.every(isPart)) throw new Error(`--only takes ${parts.join(', ')}.`);
  return {
    quick,
    only,
    profile: words.includes('--profile'),
    rounds: Math.floor(number('rounds', quick ? 1 : 5)),
    seconds: number('seconds', quick ? 2 : 5),
    subscribers: numbers('subscribers', [100, 500]),
    leads: numbers('leads', quick ? [20_000] : [200_000, 1_000_000]).map(Math.floor),
  };
};
