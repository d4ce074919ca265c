/** "1 try", "3 tries". */
export const countTries = (tries: number): string => `${tries} ${tries === 1 ? 'try' : 'tries'}`;
