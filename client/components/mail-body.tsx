import { For, Show, createSignal, type JSX } from 'solid-js';
import { Button } from './button.tsx';
import { cls } from './class.ts';

type MailBodyProps = { subject: string; text: string; html: string; children?: JSX.Element };

/** A message as mail programs show it, or its part for those who read plain text. What is above it comes as children. */
export const MailBody = (props: MailBodyProps): JSX.Element => {
  const [asText, setAsText] = createSignal(false);
  const isText = (): boolean => asText() || props.html === '';
  const way = (label: string, text: boolean): JSX.Element => (
    <Button
      small
      aria-pressed={asText() === text}
      class={cls(asText() === text && 'choice-chosen')}
      onClick={() => setAsText(text)}
    >
      {label}
    </Button>
  );
  return (
    <>
      <header class="flex flex-none flex-col gap-1 border-b border-line bg-surface px-4 py-3 sm:px-6">
        {props.children}
        <Show when={props.html !== ''}>
          <div role="group" aria-label="Show as" class="flex gap-1.5 pt-2">
            {way('Designed', false)}
            {way('Plain text', true)}
          </div>
        </Show>
      </header>
      <Show when={isText()} fallback={<Frame title={`Message: ${props.subject}`} html={props.html} />}>
        {/* What scrolls is reached by the keyboard. */}
        <div tabindex={0} class="focus-inset min-h-0 flex-1 overflow-y-auto bg-surface p-4 sm:p-6">
          <PlainText text={props.text} />
        </div>
      </Show>
    </>
  );
};

/** Links leave the frame: what they lead to is a page of its own. */
const opensOutside = '<base target="_blank" />';

/** Nothing in it runs, and nothing of it reaches the page around it. */
const Frame = (props: { title: string; html: string }): JSX.Element => (
  <iframe
    title={props.title}
    // The message is light in every theme, and so is what shows around it while it is drawn.
    class="min-h-0 w-full flex-1 border-0 bg-[#f1f5f9] scheme-light"
    sandbox="allow-popups allow-popups-to-escape-sandbox"
    referrerpolicy="no-referrer"
    srcdoc={props.html.replace('<head>', `<head>${opensOutside}`)}
  />
);

/** With its addresses to follow, as mail programs show them. */
const PlainText = (props: { text: string }): JSX.Element => (
  <pre class="font-mono text-row break-words whitespace-pre-wrap">
    <For each={props.text.split(/(https?:\/\/\S+)/)}>
      {(piece) => (
        <Show when={/^https?:\/\//.test(piece)} fallback={piece}>
          <a href={piece} target="_blank" rel="noreferrer" class="text-accent underline">
            {piece}
          </a>
        </Show>
      )}
    </For>
  </pre>
);
