/** One line of the benchmark. */
export interface BenchRow {
  readonly name: string;
  /** Our speed as a share of the bound's, both measured in turn in one run. */
  readonly ratio: number;
  /** What the ratio should be, such as `≥ 0.7`. */
  readonly aim: string;
  /** The figures behind the ratio, in their units. */
  readonly detail: string;
}
