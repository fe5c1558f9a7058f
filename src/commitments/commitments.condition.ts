/** A condition over `commitments c`, and the values of its question marks in their order. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly string[];
}
