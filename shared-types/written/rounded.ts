/**
 * A long number as a spreadsheet shows it: "9.19843E+11". Its last digits are lost, so it is no phone and no id. A
 * spreadsheet always writes the plus; "4E2" is a code.
 */
export const isRounded = (text: string): boolean => /^[+-]?\d(?:[.,]\d+)?E\+\d{1,3}$/i.test(text.trim());
