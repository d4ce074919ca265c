import type { JSX } from 'solid-js';
import { usePageTitle } from '#client/lib/page-title.ts';
import { platformApi } from '#client/lib/rest.ts';
import type { PlatformMe } from '#client/app/session.ts';
import { AccountProvider } from './account.ts';
import { accountSegment } from './account-segment.ts';
import { AccountSections } from './account-sections.tsx';

/** The account of someone who runs the product. */
export const PlatformAccount = (props: { me: PlatformMe; section: string }): JSX.Element => {
  usePageTitle(() => ['My account', 'Platform']);
  return (
    <AccountProvider value={{ api: platformApi, me: () => props.me, place: () => null }}>
      <AccountSections
        section={props.section}
        href={(path) => `/platform/${accountSegment}${path === '' ? '' : `/${path}`}`}
      />
    </AccountProvider>
  );
};
