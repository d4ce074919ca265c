import { For, createSignal, onMount, type JSX } from 'solid-js';
import { Button } from '#client/components/button.tsx';
import { toast } from '#client/components/toasts.ts';
import { useAccount } from './account.ts';

/** Shown once. Without them, a person who loses the phone needs an admin to get in again. */
export const RecoveryCodes = (props: { codes: readonly string[]; onDone: () => void }): JSX.Element => {
  const account = useAccount();
  const [kept, setKept] = createSignal(false);
  let heading!: HTMLHeadingElement;
  onMount(() => heading.focus());
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(props.codes.join('\n'));
      setKept(true);
      toast('The codes are in your clipboard. Put them where you keep passwords.');
    } catch (error) {
      console.info('The clipboard is not open to this page.', error);
      toast('This browser does not let the page copy. Download them, or write them down.', { tone: 'amber' });
    }
  };
  const download = (): void => {
    const text = `DentraCRM recovery codes of ${account.me().email}\nEach works once.\n\n${props.codes.join('\n')}\n`;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    link.download = 'dentracrm-recovery-codes.txt';
    link.click();
    URL.revokeObjectURL(link.href);
    setKept(true);
  };
  return (
    <div class="flex flex-col gap-3">
      <h3 ref={(element) => (heading = element)} tabindex={-1} class="text-subheading outline-none">
        Your recovery codes
      </h3>
      <p class="max-w-prose text-row text-muted">
        With one of these you sign in when your phone is not at hand. Each works once. They are shown now and never
        again.
      </p>
      <ul class="grid max-w-lg grid-cols-1 gap-x-6 gap-y-1 rounded-control border border-line bg-sunken p-3 font-mono text-row sm:grid-cols-2">
        <For each={props.codes}>{(code) => <li class="select-all">{code}</li>}</For>
      </ul>
      <div class="flex flex-wrap gap-2">
        <Button class="touch:min-h-11" onClick={() => void copy()}>
          Copy
        </Button>
        <Button class="touch:min-h-11" onClick={download}>
          Download
        </Button>
        <Button variant={kept() ? 'primary' : 'secondary'} class="touch:min-h-11" onClick={() => props.onDone()}>
          I have kept them
        </Button>
      </div>
    </div>
  );
};
