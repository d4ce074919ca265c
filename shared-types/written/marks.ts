/** What has no width and no meaning for what is read: zero-width spaces, direction and byte order marks, soft hyphens. */
const unseen = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/g;

/** Joiners are letters' own in Tamil and Hindi, and in emoji; in a number or an address they are marks like others. */
const joining = /\u200c|\u200d|[\u{fe00}-\u{fe0f}]/gu;

/** A text without marks that no one sees; spaces of every width are spaces. Line ends stay. */
export const withoutMarks = (text: string): string =>
  text.replaceAll(unseen, '').replaceAll(/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' ');

/** The same for what holds no words: a number, an address, a day. */
export const withoutJoiners = (text: string): string => withoutMarks(text).replaceAll(joining, '');
