import { addDays, daysBetween, type Day } from '../event-sourcing/days.js';
import type { Reader } from '../event-sourcing/reader.js';
import { coversOn, leadOn, type Appointed } from '../naming/leads.js';
import type { CommitmentState } from './commitment.events.js';
import { hasEnded } from './commitment.lifecycle.js';
import { SOON } from './commitments.filter.js';
import { StatedAnswer } from './commitments.stated.js';
import {
  isDelivered,
  type CommitmentView,
  type Rating,
  type RestatedTarget,
  type Told,
  type Update,
} from './commitments.view.js';
import { isDated } from './target-date.js';

/** What was read with a commitment, and what all of that refers to. */
export interface Company {
  readonly reader: Reader;
  readonly parts: ReadonlyMap<string, readonly CommitmentAnswer[]>;
  readonly versions: ReadonlyMap<string, number>;
  /** A fact, without the name of who stated it where the reader may not see names. */
  told<T extends Told>(fact: T | null): T | null;
  commitment(id: string | null): CommitmentAnswer | null;
  commitments(ids: readonly string[]): readonly CommitmentAnswer[];
  linkedTo(id: string, link: 'CARRIED_INTO' | 'SUPERSEDED_BY'): readonly CommitmentAnswer[];
  neighbour(kind: 'plan' | 'programme' | 'workstream', id: string | null): { readonly id: string } | null;
}

/**
 * A commitment as it is answered; `commitments.graphql` says what each field means. What it refers to is read when it
 * is first asked for, for all that was read with it. Nothing is a promise: compiled queries do not wait for properties.
 */
export class CommitmentAnswer extends StatedAnswer {
  // A compiled query looks at each of these half a dozen times.
  #lead: Appointed | null | undefined;
  #rating: Rating | null = null;
  #latestUpdate: Update | null = null;

  constructor(
    view: CommitmentView,
    private readonly company: Company,
  ) {
    super(view);
  }

  /** The stream whose entries its history shows. */
  get stream(): string {
    return `commitment-${this.view.id}`;
  }

  /** Where it was read, for what hangs on it. */
  get reader(): Reader {
    return this.company.reader;
  }

  get version(): number {
    return this.company.versions.get(this.view.id) ?? 0;
  }

  get state(): CommitmentState {
    return this.view.standing.state;
  }

  get madeOn(): Day | undefined {
    return this.view.made?.effectiveDay;
  }

  get raisedAtMeetingId(): string | null {
    return this.view.raisedAtMeetingId;
  }

  /** Where it was first stated. */
  get firstStated(): Told | null {
    return this.company.told(this.view.made);
  }

  get appointments(): readonly Appointed[] {
    return this.view.appointments;
  }

  get lead(): Appointed | null {
    if (this.#lead === undefined) {
      const lead = leadOn(this.view.appointments, this.reader.day);
      this.#lead = lead?.lead ? lead : null;
    }
    return this.#lead;
  }

  get covers(): readonly Appointed[] {
    return coversOn(this.view.appointments, this.reader.day);
  }

  get daysMoved(): number | null {
    const { firstTarget, target } = this.view;
    return firstTarget?.latest && target?.latest ? daysBetween(firstTarget.latest, target.latest) : null;
  }

  get targetRequest() {
    return this.company.told(this.view.targetRequest);
  }

  /** Only where it says something else than the target on record. */
  get restatedTarget(): RestatedTarget | null {
    const { restatedTarget, target } = this.view;
    const [said, is] = [restatedTarget?.target, target];
    return said?.earliest === is?.earliest && said?.latest === is?.latest ? null : this.company.told(restatedTarget);
  }

  get rating(): Rating | null {
    return (this.#rating ??= this.company.told(this.view.ratings.at(-1) ?? null));
  }

  get ratings() {
    return this.view.ratings.map((rating) => this.company.told(rating));
  }

  get latestUpdate(): Update | null {
    return (this.#latestUpdate ??= this.company.told(this.view.latestUpdate));
  }

  get latestImpact() {
    return this.company.told(this.view.latestImpact);
  }

  get evidence() {
    return this.view.evidence.map((evidence) => this.company.told(evidence));
  }

  get completion() {
    return this.company.told(this.view.completion);
  }

  get overdue(): boolean {
    const latest = this.view.target?.latest;
    return latest != null && latest < this.reader.day && !isDelivered(this.state);
  }

  get dueSoon(): boolean {
    const latest = this.view.target?.latest;
    const { day } = this.reader;
    return latest != null && day <= latest && latest <= addDays(day, SOON) && !isDelivered(this.state);
  }

  get undated(): boolean {
    return !isDated(this.view.target);
  }

  get awaitingSignOff(): boolean {
    return this.state === 'COMPLETED';
  }

  get noLead(): boolean {
    return this.lead === null;
  }

  /** Until it ended, or else until the day it is read. */
  get daysOpen(): number {
    return daysBetween(this.madeOn ?? this.reader.day, hasEnded(this.state) ? this.view.stateSince : this.reader.day);
  }

  get partOf(): CommitmentAnswer | null {
    return this.company.commitment(this.view.partOfId);
  }

  get parts() {
    return this.company.parts.get(this.view.id) ?? [];
  }

  get plan() {
    return this.company.neighbour('plan', this.view.planId);
  }

  get programme() {
    return this.company.neighbour('programme', this.view.programmeId);
  }

  get workstream() {
    return this.company.neighbour('workstream', this.view.workstreamId);
  }

  get carriedForwardInto() {
    return this.company.commitments(this.view.carriedForwardIntoIds);
  }

  get carriedForwardFrom() {
    return this.company.linkedTo(this.view.id, 'CARRIED_INTO');
  }

  get supersededBy() {
    return this.company.commitments(this.view.supersededByIds);
  }

  get supersedes() {
    return this.company.linkedTo(this.view.id, 'SUPERSEDED_BY');
  }
}
