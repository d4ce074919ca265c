import ArrowRightLeft from 'lucide-solid/icons/arrow-right-left';
import CalendarClock from 'lucide-solid/icons/calendar-clock';
import MapPin from 'lucide-solid/icons/map-pin';
import PhoneCall from 'lucide-solid/icons/phone-call';
import { contactAttempts } from '#shared/modules/contact-attempts.ts';
import { idAfter } from '#shared/transaction.ts';
import type { Desk } from '#client/modules/leads/desk.tsx';
import type { TimelineWords } from '#client/records/pane/timeline.tsx';
import { leadActivityWords } from './activity-words.ts';

/** What a lead's timeline says of its changes, and with which marks. */
export const timelineWords = (desk: Desk): TimelineWords => ({
  words: () =>
    // The attempt is the first record that its mutation made.
    leadActivityWords(desk.formatContext(), ({ mid }) => desk.live.record(contactAttempts, idAfter(mid, 1))),
  marks: { attempt: PhoneCall, status: ArrowRightLeft, clinic: MapPin, 'follow-up': CalendarClock, contact: PhoneCall },
});
