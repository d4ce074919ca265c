import { A } from '@solidjs/router';
import { type JSX } from 'solid-js';
import { usePageTitle } from '#client/lib/page-title.ts';
import { PageCard, PageLayout } from './page-layout.tsx';

export const NotFound = (props: { what?: 'page' | 'workspace' }): JSX.Element => {
  usePageTitle(() => ['Not found']);
  return (
    <PageLayout>
      <PageCard
        title={props.what === 'workspace' ? 'There is no such workspace' : 'There is no such page'}
        lead="The address may be misspelt, or what was here has moved."
      >
        <A href="/" class="button button-secondary">
          Go to your workspace
        </A>
      </PageCard>
    </PageLayout>
  );
};
