import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CommitmentCommand } from '../../src/commitments/commitment.commands.js';
import * as commands from '../../src/commitments/commitment.commands.js';
import { commitmentDecider } from '../../src/commitments/commitment.decider.js';
import type { CommitmentEvent } from '../../src/commitments/commitment.events.js';
import { begin, isLifecycleEvent, transition, type Standing } from '../../src/commitments/commitment.lifecycle.js';
import { addDays, effectiveDay, type Day } from '../../src/event-sourcing/days.js';
import { DomainError } from '../../src/event-sourcing/errors.js';
import type { Happened } from '../../src/event-sourcing/happened.js';
import type { Sending } from '../../src/event-sourcing/messages.js';
import { recorded } from '../support/decider.js';
import { runs } from '../support/runs.js';
import { board, gail, health, housing, ID, OTHER_ID, PLAN_ID, WORKSTREAM_ID } from './commitment.examples.js';

type History = readonly Happened<CommitmentEvent>[];
/** A command that may or may not be accepted; `evidence` are the ids attached so far. */
type Ask = (sending: Sending, evidence: readonly string[]) => CommitmentCommand;

const reason = 'Why';
const targets = ['January 2026', 'March 2026', 'Ongoing', 'TBC'].map((asWritten) => ({ asWritten }));
const decided = { decidedBy: board, reason };

const lives: readonly Ask[] = [
  (s) => new commands.AgreeCommitment(ID, { decidedBy: board }, s),
  (s) => new commands.StartWork(ID, {}, s),
  (s) => new commands.HoldCommitment(ID, { reason, reviewOn: '2030-01-01' }, s),
  (s) => new commands.ResumeCommitment(ID, { reason }, s),
  (s) => new commands.ReportCompletion(ID, { whatWasDone: 'All of it' }, s),
  (s, ids) => new commands.SignOffCompletion(ID, { decidedBy: board, evidenceIds: ids.slice(-1) }, s),
  (s) => new commands.SignOffCompletion(ID, { decidedBy: board, waiver: reason }, s),
  (s) => new commands.RefuseCompletion(ID, decided, s),
  (s) => new commands.ReopenCommitment(ID, decided, s),
  (s) => new commands.WithdrawCommitment(ID, decided, s),
];
const ends: Ask = (s) => new commands.SupersedeCommitment(ID, { successorIds: [OTHER_ID] }, s);

const facts: readonly Ask[] = [
  (s) => new commands.ReportProgress(ID, { summary: 'So far' }, s),
  (s) => new commands.AttachEvidence(ID, { kind: 'TEXT', title: 'Note', file: 'note' }, s),
  (s, ids) => new commands.WithdrawEvidence(ID, { reason, evidenceId: ids.at(-1) ?? OTHER_ID }, s),
  (s) => new commands.SubmitUpdate(ID, { progress: { summary: 'So far' }, completion: { whatWasDone: 'All' } }, s),
];

const terms: readonly Ask[] = [
  (s) => new commands.RewordCommitment(ID, { reason, title: s.commandId }, s),
  (s) => new commands.FileCommitment(ID, { planId: PLAN_ID }, s),
  (s) => new commands.FileCommitment(ID, { planId: null, workstreamId: WORKSTREAM_ID }, s),
  (s) => new commands.AppointLead(ID, { lead: housing }, s),
  (s) => new commands.AppointLead(ID, { lead: null }, s),
  (s) => new commands.ChangeContributors(ID, { added: [health] }, s),
  (s) => new commands.ChangeContributors(ID, { removed: [health.name] }, s),
];

const dates: readonly Ask[] = [
  ...targets.flatMap((target): Ask[] => [
    (s) => new commands.SetTarget(ID, { target }, s),
    (s) => new commands.RequestTargetMove(ID, { target, reason }, s),
    (s) => new commands.MoveTarget(ID, { target, reason, allowedBy: board }, s),
    (s) => new commands.RestateTarget(ID, { target }, s),
  ]),
  (s) => new commands.RefuseTargetMove(ID, { reason, refusedBy: board }, s),
];

const ask = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom(...lives) },
  { weight: 1, arbitrary: fc.constant(ends) },
  { weight: 8, arbitrary: fc.constantFrom(...facts) },
  { weight: 12, arbitrary: fc.constantFrom(...terms) },
  { weight: 12, arbitrary: fc.constantFrom(...dates) },
);
/** Time passes between commands, and some tell of what happened days ago. */
const step = fc.record({ ask, passed: fc.nat(3), ago: fc.oneof(fc.constant(0), fc.nat(10)) });
const first = fc
  .record({
    initialState: fc.constantFrom('PROPOSED', 'AGREED', 'IN_PROGRESS', 'COMPLETED'),
    target: fc.constantFrom(null, ...targets),
  })
  .map(
    (seen): Ask =>
      (s) =>
        new commands.MakeCommitment(ID, { title: 'T', audiences: ['both'], ...seen }, s),
  );
const noFacts = { openParts: [], partIds: [], unknownIds: [], closedIds: [], states: {}, youngPeoplesGroups: [] };

const stateAfter = (history: History) =>
  history.reduce(commitmentDecider.evolve.bind(commitmentDecider), commitmentDecider.initialState);
const countsOn = ({ occurredOn, statedOn }: History[number]): Day => effectiveDay(occurredOn, statedOn);

/** What stands on record after these commands: refused ones leave nothing. */
const histories = fc
  .record({ first, steps: fc.array(step, { maxLength: 60, size: 'max' }) })
  .map(({ first, steps }) => {
    let today = '2025-01-01';
    return [{ ask: first, passed: 0, ago: 0 }, ...steps].reduce<History>((history, { ask, passed, ago }, index) => {
      today = addDays(today, passed);
      const happened = addDays(today, -ago);
      const told = { statedOn: today, occurredOn: { earliest: happened, latest: happened } };
      const sending = { sender: { ...gail, today }, commandId: `command-${index}`, told };
      const evidence = history.flatMap((event) => (event.type === 'EvidenceAttached' ? event.data.evidenceId : []));
      try {
        const events = commitmentDecider.decide(ask(sending, evidence), stateAfter(history), noFacts);
        const version = history.length + 1;
        return [...history, ...events.map((event, n) => recorded({ ...told, ...event }, version + n))] as History;
      } catch (error) {
        if (error instanceof DomainError) return history;
        throw error;
      }
    }, []);
  });

/** Follows the table of states through a history; `undefined` once an event was not allowed. */
const throughTheTable = (history: History): Standing | undefined =>
  history.reduce<Standing | undefined>((standing, event) => {
    if (event.type === 'CommitmentMade') return begin(event.data.initialState);
    return isLifecycleEvent(event.type) ? standing && transition(standing, event.type) : standing;
  }, begin('PROPOSED'));

const holds = (property: (history: History) => void): void => fc.assert(fc.property(histories, property), runs(200));

describe('whatever is asked of a commitment', () => {
  it('its state is one the table leads to', () =>
    holds((history) => {
      expect(throughTheTable(history)).toBeDefined();
      expect(stateAfter(history)?.standing).toEqual(throughTheTable(history));
    }));

  it('it is closed only on evidence that stands, or on a waiver', () =>
    holds((history) => {
      history.forEach((event, index) => {
        if (event.type !== 'CompletionSignedOff') return;
        const { evidenceIds, waiver } = event.data;
        const evidence = stateAfter(history.slice(0, index))?.evidence;
        expect(evidenceIds.every((id) => evidence?.has(id))).toBe(true);
        expect(evidenceIds.length > 0 || waiver !== undefined).toBe(true);
      });
    }));

  it('it stays superseded once it is', () =>
    holds((history) => {
      const end = history.findIndex(({ type }) => type === 'CommitmentSuperseded');
      const later = end < 0 ? [] : history.slice(end + 1);
      expect(later.filter(({ type }) => isLifecycleEvent(type))).toEqual([]);
    }));

  it('the order of days tells the same of it as the order of recording', () =>
    holds((history) => {
      const byDay = history.toSorted((a, b) => countsOn(a).localeCompare(countsOn(b)));
      // Facts alone may be recorded in another order than they happened.
      const { evidence: _, ...told } = stateAfter(history) ?? {};
      expect(stateAfter(byDay)).toMatchObject(told);
    }));

  it('no entry on record relies on one that is not', () =>
    holds((history) => expect(commitmentDecider.objection?.(history)).toBeUndefined()));

  it('an entry that may be voided leaves a history the table allows', () =>
    holds((history) => {
      for (const entry of history) {
        const left = history.filter((event) => event !== entry);
        if (commitmentDecider.objection?.(left) === undefined) expect(throughTheTable(left)).toBeDefined();
      }
    }));
});
