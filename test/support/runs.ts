/**
 * How many histories a property is tried with: all of them by `npm test`, and a quarter by `npm run check`, whose use is
 * to be quick.
 */
export const runs = (all: number): { readonly numRuns: number } => ({
  numRuns: process.env['QUICK'] ? Math.ceil(all / 4) : all,
});
