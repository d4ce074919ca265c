import ImageUp from 'lucide-solid/icons/image-up';
import Trash from 'lucide-solid/icons/trash';
import { Show, createSignal, type JSX } from 'solid-js';
import type { AnyRecord } from '#shared/collection.ts';
import { Button } from '#client/components/button.tsx';
import { Logo } from '#client/components/logo.tsx';
import { ask, refusalOf, tenantApi } from '#client/lib/rest.ts';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { commandOf } from '#client/store/commands.ts';
import { fitImage } from './fit-image.ts';
import { SettingRow } from './setting.tsx';

const taken = 'image/png,image/jpeg,image/webp';

/** The logo: chosen or dropped here, made small enough by the browser, then part of the settings like all else. */
export const LogoSetting = (props: { record: AnyRecord }): JSX.Element => {
  const screen = useRecordScreen();
  const workspace = useWorkspace();
  const [busy, setBusy] = createSignal(false);
  const [over, setOver] = createSignal(false);
  const [error, setError] = createSignal<string>();
  let chooser!: HTMLInputElement;

  const set = (logo: string | null, describe: string): void => {
    const command = commandOf(screen.definition, 'update');
    void screen.send(command, props.record.id, { patch: { logo } }, { base: props.record.version, describe });
  };
  const upload = async (file: File | undefined): Promise<void> => {
    if (!file || busy()) return;
    setBusy(true);
    setError(undefined);
    try {
      const image = await fitImage(file);
      const path = `${tenantApi(workspace.tenant)}/look/images`;
      const { name } = await ask<{ name: string }>(path, { method: 'POST', file: image, contentType: image.type });
      if (name !== props.record['logo']) set(name, 'The logo is another');
    } catch (problem) {
      setError(refusalOf(problem).message);
    } finally {
      setBusy(false);
      chooser.value = '';
    }
  };
  return (
    <SettingRow label="Logo" help="In the top bar, at sign-in, in the browser’s tab and in mails.">
      <div
        class="flex max-w-md flex-wrap items-center gap-4 rounded-control border border-dashed border-line-strong p-3"
        classList={{ 'border-accent bg-accent-soft': over() }}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void upload(event.dataTransfer?.files[0]);
        }}
      >
        <span class="grid size-16 flex-none place-items-center rounded-control border border-line bg-sunken">
          <Logo class="size-12" />
        </span>
        <div class="flex min-w-0 flex-1 flex-col items-start gap-2">
          <div class="flex flex-wrap gap-2">
            <Button small icon={ImageUp} busy={busy()} onClick={() => chooser.click()}>
              {props.record['logo'] === null ? 'Upload a logo' : 'Replace it'}
            </Button>
            <Show when={props.record['logo'] !== null}>
              <Button small variant="quiet" icon={Trash} onClick={() => set(null, 'The logo is removed')}>
                Remove it
              </Button>
            </Show>
          </div>
          <p class="text-small text-pretty text-muted">PNG, JPEG or WebP, best square. Or drop a file here.</p>
        </div>
        <input
          ref={(element) => (chooser = element)}
          type="file"
          class="sr-only"
          tabindex={-1}
          aria-label="Logo file"
          accept={taken}
          onChange={(event) => void upload(event.currentTarget.files?.[0])}
        />
      </div>
      <Show when={error()}>
        {(message) => (
          <p role="alert" class="pt-2 text-small text-danger">
            {message()}
          </p>
        )}
      </Show>
    </SettingRow>
  );
};
