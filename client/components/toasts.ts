import { createSignal, type Accessor } from 'solid-js';
import type { Tone } from '#shared/fields/field.ts';
import { announce, announceFailure, clearAnnouncements } from './announcements.ts';

export type ToastAction = { readonly label: string; readonly run: () => void };
/** `text`: "140 of 2,300" */
type Progress = { readonly done: Accessor<number>; readonly total: number; readonly text: Accessor<string> };

export type Toast = {
  readonly id: number;
  readonly message: string;
  /** The record that it names. */
  readonly about: string | undefined;
  readonly tone: Tone;
  /** "Undo", "Show", "Try again": the one thing that one may want now. */
  readonly action?: ToastAction | undefined;
  /** A second thing, where there is more to see: "Show which". */
  readonly more?: ToastAction | undefined;
  /** Something that goes on: how much of it is done. */
  readonly progress?: Progress | undefined;
  readonly at: Date;
  readonly seconds: number;
  /** It names nothing that only this person may see. */
  readonly impersonal: boolean;
};

type ToastOptions = {
  readonly about?: string | undefined;
  readonly tone?: Tone | undefined;
  readonly action?: Toast['action'];
  readonly more?: Toast['more'];
  readonly progress?: Toast['progress'];
  readonly seconds?: number | undefined;
  /** A save of one's own that failed: it interrupts a screen reader. */
  readonly failure?: boolean | undefined;
  /** It is about the session or the version, and is still shown when the person's workspace has ended. */
  readonly impersonal?: boolean | undefined;
};

const [toasts, setToasts] = createSignal<readonly Toast[]>([]);
const [toastLog, setToastLog] = createSignal<readonly Toast[]>([]);

export { toasts, toastLog };

let last = 0;

/** More than three at once hide the work: the log has the rest. What goes on stays, with the way to stop it. */
const withNewest = (shown: readonly Toast[], made: Toast): readonly Toast[] => {
  const all = [...shown, made];
  const over = all.filter(({ progress }) => !progress).slice(0, Math.max(0, all.length - mostShown));
  return all.filter((one) => !over.includes(one));
};

const mostShown = 3;

/** Says that something happened. It stays for 8 s (10 with an action) and in the log of this visit. */
export const toast = (message: string, options: ToastOptions = {}): number => {
  const made: Toast = {
    id: ++last,
    message,
    about: options.about,
    tone: options.tone ?? (options.failure ? 'red' : 'slate'),
    action: options.action,
    more: options.more,
    progress: options.progress,
    at: new Date(),
    seconds: options.seconds ?? (options.action ? 10 : 8),
    impersonal: options.impersonal ?? false,
  };
  setToasts((shown) => withNewest(shown, made));
  // What goes on is no news yet; its end will be.
  if (!made.progress) setToastLog((log) => [made, ...log].slice(0, 100));
  if (options.failure) announceFailure(message);
  else announce(options.action ? `${message} ${options.action.label} is available.` : message);
  return made.id;
};

/** Removes the messages that name a record: this person may no longer see it, nor its name. */
export const removeToastsAbout = (about: string): void => {
  const others = (all: readonly Toast[]): readonly Toast[] => all.filter((one) => one.about !== about);
  setToasts(others);
  setToastLog(others);
};

/** Removes what was said to a person who leaves, here and to a screen reader. What says why they had to is kept. */
export const clearToasts = (): void => {
  clearAnnouncements();
  setToasts((shown) => shown.filter(({ impersonal }) => impersonal));
  setToastLog([]);
};

export const dismissToast = (id: number): void => {
  setToasts((shown) => shown.filter((one) => one.id !== id));
};
