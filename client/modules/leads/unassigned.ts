/** What a lead is that no clinic has. In a column of clinics the short word says it. */
export const unassigned = 'Unassigned';
export const unassignedInFull = 'Unassigned (TBD)';
