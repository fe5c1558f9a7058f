/**
 * A draft for the committee's meeting in December, in this project's own words: built like the papers of the example
 * plan, with its own sentences and with made-up voices.
 */
export const DRAFT = `Report of the young people's committee, winter

Care leavers

- National Care Leaver Month came and went, and more of us turned up than a year ago.
- The local offer review filled a whole morning at the town hall.
- A visitor told us: "Somebody finally wrote down the thing I asked for"
- "Your stall was the best in the building. Well done, all of you."
- Ambassadors ran training for new staff.
- There are three ways to fill in the care leaver survey, and it stays open until spring.

Homes

- A charter about housing was signed in a full room.
 - "Nobody hurried me through the form"
 - (please add two more comments here)
- Photos to follow

Younger ones

- An inspector came by, and young people were ready.
 - o "She knew how to listen and that was new"
 - "We baked something and it was a good talk"
- Pen picture profiles: professionals have begun to fill in theirs
 - "A photo would help us remember who is who"

What comes next

- We will tell the service what we think of the local offer.
- Dates for the new year: TBC
`;

/** Of which commitments its lines speak, as a person reads them. */
export const SPOKEN_OF: Readonly<Record<string, readonly number[]>> = {
  'S-03': [6, 29],
  'S-04': [24],
  'S-06': [5],
  'S-06a': [6],
  'S-06d': [10],
  'S-06f': [9],
};
