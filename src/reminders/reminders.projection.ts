import type { Day } from '../event-sourcing/days.js';
import type { Entry, Projection } from '../event-sourcing/projection.js';
import type { Cadence } from './reminder.due.js';
import { cadenceWords, reminderWords, type CadenceEvent, type ReminderEvent } from './reminder.events.js';

/** The reminders of a plan or a commitment as the read models hold them; `of` is `null` while nothing was said of them. */
export type CadenceView = {
  -readonly [Field in keyof Cadence]: Field extends 'of' ? Cadence['of'] | null : Cadence[Field];
};

/** How often leads are reminded for a plan or a commitment, and whether that is paused. */
export const cadencesProjection: Projection<CadenceView, CadenceEvent> = {
  category: 'cadence',
  words: cadenceWords,
  version: 1,
  tables: `
    create table cadences (
      id text primary key, of text not null, every_days integer, escalate_after integer, since text not null,
      is_paused integer not null, paused_until text, pause_reason text
    ) strict, without rowid;
  `,
  indexes: '',
  blank: () => ({ of: null, everyDays: null, escalateAfter: null, since: '', pause: null }),
  apply: {
    RemindersArranged(view, { data: { of, everyDays, escalateAfter = null }, day }) {
      Object.assign(view, { of, everyDays, escalateAfter, since: day });
    },
    RemindersPaused(view, { data: { of, reason, until = null } }) {
      Object.assign(view, { of, pause: { reason, until } });
    },
    RemindersResumed(view, { data: { of }, day }) {
      Object.assign(view, { of, pause: null, since: day });
    },
  },
  fields: {
    remindersEveryDays: ({ everyDays }) => textOf(everyDays),
    remindersEscalateAfter: ({ escalateAfter }) => textOf(escalateAfter),
    remindersPausedUntil: ({ pause }) => pause && (pause.until ?? 'resumed'),
  },
  save(prepare, id, { of, everyDays, escalateAfter, since, pause }) {
    if (of === null) {
      prepare('delete from cadences where id = ?').run(id);
      return;
    }
    prepare('insert or replace into cadences values (?, ?, ?, ?, ?, ?, ?, ?)').run(
      ...[id, of, everyDays, escalateAfter, since, pause ? 1 : 0, pause?.until ?? null, pause?.reason ?? null],
    );
  },
};

const textOf = (number: number | null): string | null => (number === null ? null : String(number));

/** A reminder as the read models hold it. */
interface SentView {
  readonly entryId: string;
  readonly sentOn: Day;
  readonly data: ReminderEvent['data'];
}

/** What was sent about a commitment in the cycle of a meeting. */
interface RemindersView {
  sent: readonly SentView[];
}

/** Which reminders were sent, to whom, and through what. */
export const remindersProjection: Projection<RemindersView, ReminderEvent> = {
  category: 'reminder',
  words: reminderWords,
  version: 1,
  tables: `
    create table reminders (
      stream_id text not null, number integer not null, entry_id text not null, commitment_id text not null,
      meeting_id text not null, due_on text not null, sent_on text not null, sent_to text not null,
      to_governance integer not null, through text not null, primary key (stream_id, number)
    ) strict, without rowid;
  `,
  indexes: `
    create index reminders_by_commitment on reminders (commitment_id, sent_on, entry_id);
    create index reminders_by_meeting on reminders (meeting_id, sent_on, entry_id);
    create index reminders_by_entry on reminders (entry_id);
  `,
  blank: () => ({ sent: [] }),
  apply: {
    ReminderSent(view, { id: entryId, day: sentOn, data }: Entry<ReminderEvent>) {
      view.sent = [...view.sent, { entryId, sentOn, data }];
    },
  },
  fields: {},
  save(prepare, id, view) {
    prepare('delete from reminders where stream_id = ?').run(id);
    const row = prepare('insert into reminders values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    for (const { entryId, sentOn, data } of view.sent) {
      const { number, commitmentId, meetingId, dueOn, to, toGovernance, through } = data;
      row.run(...[id, number, entryId, commitmentId, meetingId, dueOn, sentOn, to, toGovernance ? 1 : 0, through]);
    }
  },
};
