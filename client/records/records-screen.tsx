import { Show, createMemo, createSignal, type Component, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import '#client/fields/views-beyond-desk.ts';
import type { AnyRecord, Collection, Patch } from '#shared/collection.ts';
import { sortName } from '#shared/sort.ts';
import { formatQueryFilter } from '#shared/query-string.ts';
import { late } from '#client/components/late.tsx';
import { useShortcuts } from '#client/lib/shortcuts.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { mayBulk } from './bulk/settable.ts';
import { RecordForm, type FormSlots } from './form/record-form.tsx';
import { useListAddress } from './list/address.ts';
import { columnsOf, fitting, templateOf } from './list/columns.ts';
import { useEnterFromSearch } from './list/enter-from-search.ts';
import { countedField, totalOf, useFacetCounts } from './list/facet-tabs.tsx';
import { FieldsCard } from './list/fields-card.tsx';
import { FieldsRow } from './list/fields-row.tsx';
import { FilterBar } from './list/filter-bar.tsx';
import { ListHeader } from './list/list-header.tsx';
import type { RowProps } from './list/list-item.tsx';
import { useListKeys } from './list/list-keys.ts';
import { useListQuery } from './list/list-query.ts';
import { ListToolbar } from './list/list-toolbar.tsx';
import { narrowBelow } from './list/record-list.tsx';
import { useOutside } from './list/outside.ts';
import { ShownList } from './list/shown-list.tsx';
import { ListLayout } from './list-layout.tsx';
import { isMadeHere } from './made-here.ts';
import { RecordPane, type PaneSlots } from './pane/record-pane.tsx';
import { phoneField } from './phone-field.ts';
import { createRecordScreen } from './record-screen.tsx';

const FieldActions = late(async () => (await import('./bulk/field-actions.tsx')).FieldActions);

/** The list's width in pixels before there is one: the shape of its rows is shown while they are loading. */
const expectedWidth = (beside: boolean): number => innerWidth - 15 - (beside && innerWidth >= 1024 ? 480 : 0);

/** What a module puts into the derived screen; what it leaves out follows from the definition. */
export type ScreenSlots = {
  readonly pane?: PaneSlots<AnyRecord>;
  readonly form?: FormSlots;
  /** What is done with a record from its row, in a column of its own. */
  readonly actions?: Component<RowProps>;
  /** Below the list. */
  readonly below?: Component;
  /** Above all of it: dialogs, which outlive the row that they were opened from. */
  readonly floating?: Component;
  /** How a record is added where it is not by the form. */
  readonly add?: { readonly label: string; readonly open: () => void };
};

type RecordsScreenProps = { definition: Collection; id: string | null; slots?: ScreenSlots };

/** Room for three buttons. */
const actionsWidth = 116;

/** Everything a collection needs on the screen, from its definition: its list, its record, its form. */
export const RecordsScreen = (props: RecordsScreenProps): JSX.Element => {
  const workspace = useWorkspace();
  // eslint-disable-next-line solid/reactivity -- each collection has a screen of its own
  const { definition } = props;
  const screen = createRecordScreen(
    definition,
    () => props.id,
    () => workspace.href(definition.name),
  );
  const { live } = screen;
  const address = useListAddress(
    () => screen.definition,
    () => props.id !== null,
  );
  /** What a new record begins with; null while none is added. */
  const [creating, setCreating] = createSignal<Patch | null>(null);
  // eslint-disable-next-line solid/reactivity -- only until the list is measured
  const [width, setWidth] = createSignal(expectedWidth(props.id !== null));
  let search: HTMLInputElement | undefined;

  const query = createMemo(() => {
    const { filter, sort } = address.current();
    return { collection: screen.definition, filter, sort };
  });
  const queried = useListQuery(query);
  const counted = countedField(screen.definition);
  const counts = useFacetCounts(
    () => screen.definition,
    () => counted,
    () => address.without(counted ?? ''),
  );
  const inTabs = createMemo(() => totalOf(counts.rows(), address.current().byField.get(counted ?? '') ?? []));
  /** Counted for itself where the counts of the tabs do not say it. */
  const whole = live.facets(() =>
    counted !== null && (inTabs() !== null || !counts.ready()) ? null : { ...query(), by: [] },
  );
  /** Null while the counts, or the list beside them, are another query's. */
  const total = createMemo(() => {
    if (queried.unanswered()) return null;
    const number = whole.rows()?.[0]?.at(-1);
    return inTabs() ?? (number === undefined ? null : Number(number));
  });
  const isCounted = (): boolean => (inTabs() === null ? whole.ready() : counts.ready());
  // The same columns at every width: a cell is drawn again for a new one, and a focus in it would be lost.
  const allColumns = createMemo(() => columnsOf(screen.definition, live));
  const slots = (): ScreenSlots => props.slots ?? {};
  const actionsRoom = (): number => (slots().actions ? actionsWidth + 16 : 0);
  const columns = createMemo(() => fitting(allColumns(), width() - actionsRoom()));
  const template = createMemo(() => `${templateOf(columns())}${slots().actions ? ` ${actionsWidth}px` : ''}`);
  const isCard = (): boolean => width() < narrowBelow;
  const Row = (row: RowProps): JSX.Element => (
    <FieldsRow {...row} columns={columns()} template={template()} card={isCard()} actions={slots().actions} />
  );

  const mayCreate = createMemo(
    () => (slots().add !== undefined || isMadeHere(screen.definition)) && live.can('create', screen.definition),
  );
  const create = (phone?: string): void => {
    const { add } = slots();
    if (add) return add.open();
    const field = phoneField(screen.definition);
    if (mayCreate()) setCreating(phone !== undefined && field ? { [field]: phone } : {});
  };
  useListKeys(screen, { list: queried.list, search: () => search, create: mayCreate() ? () => create() : undefined });
  useShortcuts([
    {
      keys: 'F2',
      label: 'Edit the selected field',
      group: screen.definition.label.one,
      run: () => undefined,
      when: () => false,
    },
  ]);
  const outside = useOutside({
    query,
    search: () => address.current().search,
    filtered: () => address.current().byField.size > 0,
    show: address.clearFilters,
  });
  const enter = useEnterFromSearch(queried.list, outside);
  const isSearchable = Object.values(screen.definition.fields).some((field) => field.search);
  const many = (): string => screen.definition.label.many.toLowerCase();

  return (
    <ListLayout
      screen={screen}
      label={screen.definition.label.many}
      pane={(id) => <RecordPane id={id()} slots={{ form: slots().form, ...slots().pane }} />}
      floating={
        <>
          <RecordForm
            open={creating() !== null}
            onClose={() => setCreating(null)}
            slots={{ ...slots().form, begun: () => creating() ?? {} }}
          />
          <Show when={slots().floating}>{(floating) => <Dynamic component={floating()} />}</Show>
        </>
      }
    >
      <ListToolbar
        title={screen.definition.label.many}
        query={query()}
        total={total()}
        totalInTabs={counted !== null}
        search={
          isSearchable
            ? {
                label: `Search ${many()}`,
                text: address.current().search,
                onSearch: address.setSearch,
                onKeyDown: enter,
                ref: (element) => (search = element),
              }
            : undefined
        }
        narrowed={address.isNarrowed()}
        onClear={address.clear}
        onNew={mayCreate() ? () => create() : undefined}
        newLabel={slots().add?.label}
        outside={outside}
        menu
      >
        <FilterBar definition={screen.definition} address={address} counted={counted} counts={counts.rows()} />
      </ListToolbar>
      <ShownList
        label={screen.definition.label.many}
        queried={queried}
        total={total()}
        counted={isCounted()}
        turn={JSON.stringify([formatQueryFilter(query().filter, screen.definition), sortName(query().sort)])}
        search={address.current().search}
        filtered={address.current().byField.size > 0}
        onClear={address.clear}
        outside={outside}
        onNew={mayCreate() ? create : undefined}
        skeleton={{ columns: isCard() ? '1fr' : template(), cells: isCard() ? 1 : columns().length }}
        rowHeight={(narrow) => (narrow ? 69 : 41)}
        row={Row}
        card={FieldsCard}
        columns={columns().length + (slots().actions ? 1 : 0)}
        onWidth={setWidth}
        bulk={mayBulk(screen.definition, live) ? FieldActions : undefined}
        head={
          isCard() ? undefined : (
            <ListHeader
              columns={columns()}
              template={template()}
              definition={screen.definition}
              address={address}
              actions={slots().actions !== undefined}
            />
          )
        }
      />
      <Show when={slots().below}>{(below) => <Dynamic component={below()} />}</Show>
    </ListLayout>
  );
};
