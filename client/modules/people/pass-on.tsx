import Copy from 'lucide-solid/icons/copy';
import MessageCircle from 'lucide-solid/icons/message-circle';
import type { JSX } from 'solid-js';
import { Button } from '#client/components/button.tsx';
import { toast } from '#client/components/toasts.ts';

export const copyLink = async (link: string): Promise<void> => {
  try {
    await navigator.clipboard.writeText(link);
    toast('The link is in your clipboard. It lets one person in, once.', { tone: 'green' });
  } catch (error) {
    console.info('The clipboard is not open to this page.', error);
    toast('This browser does not let the page copy. Select the link and copy it by hand.', { tone: 'amber' });
  }
};

type PassOnProps = { name: string; workspace: string; link: string };

/** A link to hand to someone who may have no mailbox. It is there until the dialog is closed, and not shown again. */
export const PassOn = (props: PassOnProps): JSX.Element => {
  const message = (): string =>
    `Hello ${props.name}, here is your invitation to ${props.workspace}. It works once, for 72 hours: ${props.link}`;
  return (
    <div class="flex flex-wrap items-center gap-2">
      <input
        class="control control-small min-w-0 flex-1 basis-40 text-muted"
        readonly
        aria-label={`Link for ${props.name}`}
        value={props.link}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button
        small
        class="touch:min-h-11"
        icon={Copy}
        aria-label={`Copy the link for ${props.name}`}
        onClick={() => void copyLink(props.link)}
      >
        Copy
      </Button>
      <a
        class="button button-secondary button-small touch:min-h-11"
        href={`https://wa.me/?text=${encodeURIComponent(message())}`}
        target="_blank"
        rel="noopener noreferrer"
        aria-label={`Send the link for ${props.name} by WhatsApp`}
      >
        <MessageCircle size={16} class="flex-none" />
        WhatsApp
      </a>
    </div>
  );
};
