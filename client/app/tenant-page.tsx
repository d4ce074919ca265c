import { useParams } from '@solidjs/router';
import { ErrorBoundary, Show, createResource, type JSX } from 'solid-js';
import { ErrorState } from '#client/components/error-state.tsx';
import { Skeleton } from '#client/components/skeleton.tsx';
import { useLook } from '#client/lib/look.ts';
import { usePageTitle } from '#client/lib/page-title.ts';
import { refusalOf } from '#client/lib/rest.ts';
import { NotFound } from './not-found.tsx';
import { PageCard, PageLayout } from './page-layout.tsx';
import { tenantFace } from './session.ts';

type TenantPageProps = {
  /** For the browser's tab. */
  label: string;
  /** With the workspace's name, once that is known. */
  title: (name: string | undefined) => string;
  lead: JSX.Element;
  children: JSX.Element;
};

/** A page of a workspace for those who are not signed in: one card, in the workspace's colour. */
export const TenantPage = (props: TenantPageProps): JSX.Element => {
  const params = useParams<{ tenant: string }>();
  const [face, { refetch }] = createResource(() => params.tenant, tenantFace);
  usePageTitle(() => [props.label]);
  useLook(() => (face.error ? null : (face() ?? null)));
  return (
    <ErrorBoundary
      fallback={(error, reset) => (
        <Show when={refusalOf(error).code !== 'NOT_FOUND'} fallback={<NotFound what="workspace" />}>
          <PageLayout>
            <ErrorState
              title="This page could not be loaded"
              onRetry={() => void Promise.resolve(refetch()).finally(reset)}
            >
              {refusalOf(error).message}
            </ErrorState>
          </PageLayout>
        </Show>
      )}
    >
      <PageLayout>
        <PageCard
          title={props.title(face()?.name)}
          lead={
            <Show when={face()} fallback={<Skeleton class="w-56" />}>
              {props.lead}
            </Show>
          }
        >
          {props.children}
        </PageCard>
      </PageLayout>
    </ErrorBoundary>
  );
};
