import { AddressForm } from '@shared/components/AddressForm';
import { AddressLines } from '@shared/components/AddressLines';
import { AlertDialog } from '@shared/components/AlertDialog';
import { Button, type ButtonKind, LinkButton } from '@shared/components/Button';
import { Checkbox } from '@shared/components/Checkbox';
import { ComboBox } from '@shared/components/ComboBox';
import { DateField } from '@shared/components/DateField';
import { Dialog } from '@shared/components/Dialog';
import { Disclosure } from '@shared/components/Disclosure';
import { EmptyState } from '@shared/components/EmptyState';
import { ErrorState } from '@shared/components/ErrorState';
import { Icon, iconNames } from '@shared/components/Icon';
import { IconButton } from '@shared/components/IconButton';
import { KeyValueList } from '@shared/components/KeyValueList';
import { Menu, MenuButton } from '@shared/components/Menu';
import { NumberField } from '@shared/components/NumberField';
import { OfflineBanner } from '@shared/components/OfflineBanner';
import { PageHeader } from '@shared/components/PageHeader';
import { Pagination } from '@shared/components/Pagination';
import { RadioGroup } from '@shared/components/RadioGroup';
import { RelativeTime } from '@shared/components/RelativeTime';
import { SearchField } from '@shared/components/SearchField';
import { Select } from '@shared/components/Select';
import { Skeleton } from '@shared/components/Skeleton';
import { StatementCard } from '@shared/components/StatementCard';
import { type Status, StatusBadge, statusIcons } from '@shared/components/StatusBadge';
import { Switch } from '@shared/components/Switch';
import { Table, type TableColumn } from '@shared/components/Table';
import { Tabs } from '@shared/components/Tabs';
import { TextField } from '@shared/components/TextField';
import { TimeField } from '@shared/components/TimeField';
import { Toaster } from '@shared/components/Toaster';
import { Tree } from '@shared/components/Tree';
import type { Address } from '@shared/components/address';
import { toasts } from '@shared/components/toasts';
import { type ReactNode, useEffect, useState } from 'react';

const long = 'Wolfeschlegelsteinhausenbergerdorff';
const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000);
const kinds: ButtonKind[] = ['primary', 'secondary', 'quiet', 'danger'];
const statuses = Object.keys(statusIcons) as Status[];
const leeds: Address = { country: 'GB', hno: '12', rd: 'Mill Lane', a3: 'Leeds', pc: 'LS1 4DY', flr: '4th floor' };
const places = [
  { id: 'l4', name: 'Leeds office, 4th floor', detail: '12 Mill Lane, Leeds', icon: 'floor' as const },
  { id: 'home', name: 'Home', detail: 'Torstraße 140, 10119 Berlin', icon: 'house' as const },
  { id: 'long', name: long, detail: `Hotel ${long}`, icon: 'building' as const },
];

interface Proposal {
  id: string;
  person: string;
  place: string;
  status: Status;
  reporters: number;
}
const proposals: Proposal[] = [
  { id: '1', person: 'Dana Okafor', place: 'Leeds office, 4th floor', status: 'pending', reporters: 3 },
  { id: '2', person: `Adolph ${long}`, place: long, status: 'asks', reporters: 1 },
  { id: '3', person: 'Amal Haddad', place: 'Berlin, Torstraße 140', status: 'settled', reporters: 12 },
];
const columns: TableColumn<Proposal>[] = [
  { id: 'person', name: 'Reported by', isSortable: true, cell: ({ person }) => person },
  { id: 'place', name: 'Location', cell: ({ place }) => place },
  { id: 'status', name: 'State', cell: ({ status }) => <StatusBadge status={status} /> },
  { id: 'when', name: 'When', isSortable: true, cell: () => <RelativeTime at={twoDaysAgo} isFocusable={false} /> },
  { id: 'reporters', name: 'Reporters', align: 'end', cell: ({ reporters }) => reporters },
  {
    id: 'actions',
    name: 'Actions',
    isNameHidden: true,
    align: 'end',
    cell: ({ person }) => (
      <Menu
        label={`Actions for the proposal of ${person}`}
        actions={[
          { id: 'edit', name: 'Edit and approve', icon: 'edit' },
          { id: 'merge', name: 'Merge with a location', icon: 'merge' },
          { id: 'reject', name: 'Reject', icon: 'trash', isDangerous: true },
        ]}
      />
    ),
  },
];
const idOf = ({ id }: Proposal) => id;

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="part">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** Each component with ordinary and with awkward content. `open` shows what floats: dialog, alert or toast. */
export function Gallery({ open }: { open: string | null }) {
  const [text, setText] = useState('Mill Lane');
  const [place, setPlace] = useState<string | null>('l4');
  const [ring, setRing] = useState('all');
  const [time, setTime] = useState<string | null>('09:00:00');
  const [day, setDay] = useState<string | null>(null);
  const [tab, setTab] = useState('waiting');
  const [page, setPage] = useState(2);
  const [address, setAddress] = useState(leeds);
  const [selected, setSelected] = useState<Set<string>>(new Set(['2']));
  const [node, setNode] = useState('l4');
  const [expanded, setExpanded] = useState<Set<string>>(new Set(['leeds', 'mill']));
  const [floating, setFloating] = useState(open);
  useEffect(() => {
    if (open !== 'toast') return;
    toasts.show({ text: 'Proposal approved', onUndo: () => undefined });
    toasts.show({ text: `The address of ${long} could not be saved. Emergency calls use the one before.`, status: 'unavailable' });
  }, [open]);

  return (
    <main className="gallery">
      <PageHeader title="Components" actions={<Button kind="primary" icon="plus">Add an address</Button>}>
        Each with ordinary and with awkward content.
      </PageHeader>
      <OfflineBanner knownSince={twoDaysAgo} />
      <StatementCard
        status="settled"
        isHeading={false}
        statement={
          <>
            Emergency calls from this computer go to <strong>4th floor, 12 Mill Lane, Leeds</strong>.
          </>
        }
        note={
          <>
            Confirmed <RelativeTime at={twoDaysAgo} /> on this network.
          </>
        }
        actions={<Button>Somewhere else</Button>}
      />
      <StatementCard
        status="asks"
        isHeading={false}
        statement={
          <>
            Are you at <strong>{long} office, 4th floor</strong>?
          </>
        }
        actions={
          <>
            <Button kind="primary">Confirm</Button>
            <Button>Somewhere else</Button>
            <Button kind="quiet">Later</Button>
          </>
        }
      />
      <Part title="Buttons">
        {kinds.map((kind) => (
          <div className="row" key={kind}>
            <Button kind={kind}>Save</Button>
            <Button kind={kind} icon="check">
              Confirm
            </Button>
            <Button kind={kind} isPending>
              Saving it
            </Button>
            <Button kind={kind} isDisabled>
              Not now
            </Button>
          </div>
        ))}
        <div className="row">
          <LinkButton href="#portal" icon="external-link">
            Open the portal
          </LinkButton>
          <IconButton icon="edit" label="Edit Home" />
          <IconButton icon="trash" label="Delete Home" />
          <Menu label="Actions for Home" actions={[{ id: 'edit', name: 'Edit' }]} />
          <MenuButton
            icon="phone"
            question="On which phone?"
            actions={[
              { id: 'desk', name: 'Desk', icon: 'phone' },
              { id: 'long', name: long, icon: 'phone' },
            ]}
          >
            Answer
          </MenuButton>
          <Button onPress={() => setFloating('dialog')}>Dialog</Button>
          <Button onPress={() => setFloating('alert')}>Alert</Button>
          <Button onPress={() => toasts.show({ text: 'Saved', onUndo: () => undefined })}>Toast</Button>
        </div>
      </Part>
      <Part title="States">
        <div className="row">
          {statuses.map((status) => (
            <StatusBadge key={status} status={status} />
          ))}
        </div>
        <div className="columns">
          <EmptyState title="No saved addresses" icon="house" action={<Button icon="plus">Add an address</Button>}>
            Save your home and other places, and choose them with one click when you move.
          </EmptyState>
          <ErrorState title="The locations could not be fetched" onRetry={() => undefined}>
            The server did not answer. Emergency calls still carry the last confirmed address.
          </ErrorState>
          <Skeleton />
        </div>
      </Part>
      <Part title="Fields">
        <div className="columns">
          <TextField label="Street" value={text} onChange={setText} help="As on the sign" />
          <TextField label="Postcode" value="LS1" onChange={() => undefined} error="This is not a whole postcode" />
          <TextField label="Note" optional multiline />
          <TextField label="Server" isDisabled value="phone.example.org" />
          <NumberField label="Keep reports for, in days" defaultValue={90} minValue={1} />
          <Select label="Location" items={places} value={place} onChange={(id) => setPlace(String(id))} />
          <ComboBox label="Find a location" items={places} value={place} onChange={(id) => setPlace(id === null ? null : String(id))} />
          <SearchField label="Search proposals" />
          <TimeField label="From" value={time} onChange={setTime} />
          <DateField label="Last day" value={day} onChange={setDay} help="Midnight ends it" />
        </div>
        <Checkbox defaultSelected help="It is suggested wherever this network is seen.">
          This is the company&apos;s network
        </Checkbox>
        <Checkbox isIndeterminate>Some of them</Checkbox>
        <Switch defaultSelected help="Roamline watches for moves from the moment you sign in.">
          Start at login
        </Switch>
        <Switch>Notifications</Switch>
        <RadioGroup
          label="Where are you now?"
          value={ring}
          onChange={setRing}
          options={[
            { value: 'all', name: 'Home', detail: 'Torstraße 140, 10119 Berlin' },
            { value: 'one', name: `Hotel ${long}`, detail: 'Reported 3 days ago' },
            { value: 'none', name: 'Somewhere else', isDisabled: true },
          ]}
        />
      </Part>
      <Part title="Address">
        <AddressForm value={address} onChange={setAddress} errors={{ pc: 'This postcode is in another town' }} />
        <AddressLines address={address} homeCountry="DE" />
        <AddressLines address={address} isOneLine />
      </Part>
      <Part title="Table">
        <div className="row">
          <SearchField label="Search proposals" />
        </div>
        <Table
          label="Proposals"
          columns={columns}
          items={proposals}
          idOf={idOf}
          sort={{ column: 'person', direction: 'ascending' }}
          selected={selected}
          onSelect={setSelected}
          bulkActions={() => (
            <>
              <Button kind="primary">Approve</Button>
              <Button>Reject</Button>
            </>
          )}
        />
        <Pagination page={page} pageSize={50} total={1234} onPage={setPage} />
      </Part>
      <Part title="Tabs, tree, facts">
        <Tabs
          label="Proposals"
          selected={tab}
          onSelect={setTab}
          views={[
            { id: 'waiting', name: 'Waiting', count: 12, content: <p>Twelve of them wait.</p> },
            { id: 'approved', name: 'Approved', content: <p>These were approved.</p> },
            { id: 'rejected', name: 'Rejected', content: <p>These were not.</p> },
          ]}
        />
        <div className="columns">
          <Tree
            label="Company locations"
            selected={node}
            onSelect={setNode}
            expanded={expanded}
            onExpand={setExpanded}
            nodes={[
              {
                id: 'leeds',
                name: 'Leeds',
                icon: 'pin',
                children: [
                  {
                    id: 'mill',
                    name: 'Mill House',
                    detail: '12 Mill Lane',
                    icon: 'building',
                    children: [
                      { id: 'l3', name: '3rd floor', icon: 'floor' },
                      { id: 'l4', name: '4th floor', icon: 'floor', end: <StatusBadge status="pending">2</StatusBadge> },
                    ],
                  },
                ],
              },
              { id: 'b', name: long, icon: 'pin', children: [{ id: 'b1', name: 'Erdgeschoss' }] },
            ]}
          />
          <Disclosure title="Why this location?" isOpenAtFirst>
            <KeyValueList
              facts={[
                { name: 'Rule', value: 'Gateway MAC' },
                { name: 'Gateway', value: <code>02:00:5e:10:00:01</code> },
                { name: 'Network', value: long },
                { name: 'Age', value: <RelativeTime at={twoDaysAgo} /> },
              ]}
            />
          </Disclosure>
        </div>
      </Part>
      <Part title="Icons">
        <div className="row">
          {iconNames.map((name) => (
            <Icon key={name} name={name} label={name} />
          ))}
        </div>
      </Part>
      <Dialog
        title="Add an address"
        isOpen={floating === 'dialog'}
        onClose={() => setFloating(null)}
        wide
        actions={
          <>
            <Button onPress={() => setFloating(null)}>Cancel</Button>
            <Button kind="primary" onPress={() => setFloating(null)}>
              Save
            </Button>
          </>
        }
      >
        <AddressForm value={address} onChange={setAddress} />
      </Dialog>
      <AlertDialog
        title="Delete Home?"
        confirm="Delete"
        isOpen={floating === 'alert'}
        isDangerous
        onConfirm={() => setFloating(null)}
        onCancel={() => setFloating(null)}
      >
        Emergency calls from networks reported as Home will use your default address.
      </AlertDialog>
      <Toaster />
    </main>
  );
}
