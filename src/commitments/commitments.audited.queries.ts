import type { Reader } from '../event-sourcing/reader.js';
import type { CommitmentView } from './commitments.view.js';

export { hasEnded } from './commitment.lifecycle.js';
export { isDelivered, type CommitmentView } from './commitments.view.js';
export { isDated, isSameTarget, targetText } from './target-date.js';

/** What standing questions ask of all commitments at once: they look at everything, so not on the request thread. */
export const auditedCommitments = {
  /** Every commitment on record, as the plan orders them. */
  *all({ prepare }: Reader): Generator<CommitmentView, undefined> {
    const rows = prepare(
      `select v.view from commitments c join views v on v.stream = 'commitment-' || c.id order by c.place`,
    );
    for (const { view } of rows.iterate()) yield JSON.parse(view as string) as CommitmentView;
    return undefined;
  },

  /** What was folded from a stream, whether or not it is on record. */
  inStream({ prepare }: Reader, stream: string): CommitmentView | null {
    const row = prepare('select view from views where stream = ?').get(stream);
    return row ? (JSON.parse(row['view'] as string) as CommitmentView) : null;
  },
};
