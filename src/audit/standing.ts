/** The condition under which an entry `e` was not taken back. In a past, what takes it back may be told only later. */
export const STANDING = '(e.voided_by is null or not exists (select 1 from entries v where v.id = e.voided_by))';
