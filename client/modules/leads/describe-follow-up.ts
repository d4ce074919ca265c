import { daysBetween } from '#shared/calendar-day.ts';
import { followUpState, type FollowUpState } from '#shared/modules/leads.ts';
import { count, describeDay } from '#client/lib/format.ts';

/** A follow-up in the words of its badge: "3 days overdue", "Due today", "Tomorrow", "Unscheduled". */
export const describeFollowUp = (day: string | null, today: string): string => {
  if (day === null) return 'Unscheduled';
  const ahead = daysBetween(today, day);
  if (ahead <= -365) return `${count(Math.floor(-ahead / 365), 'year', 'years')} overdue`;
  if (ahead < 0) return `${count(-ahead, 'day', 'days')} overdue`;
  return ahead === 0 ? 'Due today' : describeDay(day, today);
};

/** How urgent a follow-up is. Overdue has three steps: a day or two, most of a week, and more than seven days. */
export type FollowUpUrgency = Exclude<FollowUpState, 'overdue'> | 'slipped' | 'overdue' | 'late';

export const followUpUrgency = (day: string | null, today: string): FollowUpUrgency => {
  const state = followUpState(day, today);
  if (state !== 'overdue' || day === null) return state;
  const late = daysBetween(day, today);
  if (late > 7) return 'late';
  return late > 2 ? 'overdue' : 'slipped';
};

export const followUpLabels: Record<FollowUpState, string> = {
  overdue: 'Overdue',
  today: 'Today',
  upcoming: 'Upcoming',
  unscheduled: 'Unscheduled',
};

/** For a screen reader, who does not see which column or colour it is. */
export const followUpInFull = (day: string | null, today: string): string =>
  followUpState(day, today) === 'upcoming'
    ? `Follow-up ${describeFollowUp(day, today)}, upcoming`
    : `Follow-up: ${describeFollowUp(day, today)}`;
