import type { CommitmentView } from './commitments.view.js';

/**
 * What an answer says straight from its view, under the names of the contract. Each is written out: a getter made in a
 * loop is one function for all of them, which the engine cannot make fast for any.
 */
export class StatedAnswer {
  constructor(readonly view: CommitmentView) {}

  get id() {
    return this.view.id;
  }

  get reference() {
    return this.view.reference;
  }

  get title() {
    return this.view.title;
  }

  get wording() {
    return this.view.wording;
  }

  get aliases() {
    return this.view.aliases;
  }

  get scope() {
    return this.view.scope;
  }

  get audiences() {
    return this.view.audiences;
  }

  get kind() {
    return this.view.kind;
  }

  get origin() {
    return this.view.origin;
  }

  get contributors() {
    return this.view.contributors;
  }

  get coproducers() {
    return this.view.coproducers;
  }

  get places() {
    return this.view.places;
  }

  get target() {
    return this.view.target;
  }

  get firstTarget() {
    return this.view.firstTarget;
  }

  get moves() {
    return this.view.moves;
  }

  get stateSince() {
    return this.view.stateSince;
  }

  get reviewOn() {
    return this.view.reviewOn;
  }

  get firstSeenComplete() {
    return this.view.firstSeenComplete;
  }

  get percent() {
    return this.view.percent;
  }

  get lastWordOn() {
    return this.view.lastWordOn;
  }
}
