/** The one in the middle. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The value that this share of all lie below. */
export const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? NaN;

/** How many a second, for so many done by this work. */
export const rateOf = async (count: number, work: () => unknown): Promise<number> => {
  const started = performance.now();
  await work();
  return (count / (performance.now() - started)) * 1_000;
};

export const perSecond = (rate: number): string => `${Math.round(rate).toLocaleString('en-GB')}/s`;

/** Two rates, and the one as a share of the other. */
export interface Compared {
  readonly ours: number;
  readonly bound: number;
  readonly ratio: number;
  readonly detail: string;
}

/** Ours and the bound in turn, so that a busy moment of the machine meets both; the median of the rounds' ratios. */
export const compared = async (
  rounds: number,
  ours: () => Promise<number>,
  bound: () => Promise<number>,
): Promise<Compared> => {
  await ours();
  await bound();
  const rates: { ours: number; bound: number }[] = [];
  for (let round = 0; round < rounds; round++) rates.push({ ours: await ours(), bound: await bound() });
  const [us, it] = [median(rates.map((rate) => rate.ours)), median(rates.map((rate) => rate.bound))];
  return {
    ours: us,
    bound: it,
    ratio: median(rates.map((rate) => rate.ours / rate.bound)),
    detail: `${perSecond(us)} against ${perSecond(it)}`,
  };
};
