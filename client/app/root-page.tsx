import { useNavigate } from '@solidjs/router';
import ArrowRight from 'lucide-solid/icons/arrow-right';
import { createSignal, type JSX } from 'solid-js';
import { Button } from '#client/components/button.tsx';
import { LabelledField } from '#client/components/labelled-field.tsx';
import { TextInput } from '#client/components/text-input.tsx';
import { usePageTitle } from '#client/lib/page-title.ts';
import { PageCard, PageLayout } from './page-layout.tsx';

/** "AVM Smiles", "avmsmiles" and the pasted "https://…/avmsmiles/login" all lead to /avmsmiles/. */
const slugOf = (typed: string): string => {
  const path = /^https?:\/\//i.test(typed.trim()) ? (new URL(typed.trim()).pathname.split('/')[1] ?? '') : typed;
  return path.toLowerCase().replaceAll(/[^a-z0-9-]/g, '');
};

/** The page of the bare address. It lists no workspace, because it does not know who asks. */
export const RootPage = (): JSX.Element => {
  const navigate = useNavigate();
  const [name, setName] = createSignal('');
  const [error, setError] = createSignal<string>();
  usePageTitle(() => ['Your workspace']);
  const go = (event: SubmitEvent): void => {
    event.preventDefault();
    const slug = URL.canParse(name().trim()) || !name().includes('://') ? slugOf(name()) : '';
    if (slug) navigate(`/${slug}/login`);
    else setError('Type the name that your workspace has in its address, like avmsmiles.');
  };
  return (
    <PageLayout>
      <PageCard
        title="Which workspace is yours?"
        lead="Every clinic group has its own. Its name is in the invitation that you got."
      >
        <form class="flex flex-col gap-4" novalidate onSubmit={go}>
          <LabelledField label="Workspace name" error={error()} help="As in its address: dentracrm.example/avmsmiles">
            {(control) => (
              <TextInput
                {...control}
                name="workspace"
                autofocus
                autocapitalize="none"
                autocomplete="organization"
                spellcheck={false}
                placeholder="avmsmiles"
                value={name()}
                onInput={(value) => {
                  setName(value);
                  setError(undefined);
                }}
              />
            )}
          </LabelledField>
          <Button type="submit" variant="primary">
            Continue
            <ArrowRight size={16} />
          </Button>
        </form>
      </PageCard>
    </PageLayout>
  );
};
