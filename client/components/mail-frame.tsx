import { type JSX } from 'solid-js';

/** Links leave the frame: what they lead to is a page of its own. */
const opensOutside = '<base target="_blank" />';

/** A message as mail programs show it: nothing in it runs, and nothing of it reaches the page around it. */
export const MailFrame = (props: { title: string; html: string; class?: string }): JSX.Element => (
  <iframe
    title={props.title}
    class={`w-full border-0 bg-[#f1f5f9] ${props.class ?? ''}`}
    sandbox="allow-popups allow-popups-to-escape-sandbox"
    referrerpolicy="no-referrer"
    srcdoc={props.html.replace('<head>', `<head>${opensOutside}`)}
  />
);
