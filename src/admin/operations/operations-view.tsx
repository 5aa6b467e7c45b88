import '../shared/tokens.css';
import { DefaultTemplate } from '@payloadcms/next/templates';
import { Gutter, Link, SetStepNav } from '@payloadcms/ui';
import { redirect } from 'next/navigation.js';
import type { AdminViewServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { readOverview } from '../../services/operations/dashboard.ts';
import { type EventForAttention, stripeEventInWords } from '../../services/sales/index.ts';
import { Card } from '../shared/elements.tsx';
import { formatLondonDateTime } from '../shared/format.ts';
import { type AdminText, adminText } from '../strings/admin-text.ts';
import { DeadJobsCard, TasksCard, UnknownTopicsCard } from './cards.tsx';
import styles from './operations.module.css';
import { createTiles, Tile } from './tiles.tsx';

/** Stripe events that need attention, with their ids at Stripe and links to payment and order. */
export const StripeEventsCard = ({
  text,
  events,
  admin,
}: {
  text: AdminText;
  events: EventForAttention[];
  admin: string;
}) => (
  <section id="stripe-events" className={styles.section}>
    <Card title={text('operations:stripeRefused')} note={text('operations:ofLastDays')}>
      {events.length === 0 ? (
        <p>{text('operations:noStripeEvents')}</p>
      ) : (
        <>
          <p>{text('operations:stripeRemedy')}</p>
          <ul className={styles.rows}>
            {events.map((event) => (
              <Row key={event.id} {...{ text, event, admin }} />
            ))}
          </ul>
        </>
      )}
    </Card>
  </section>
);

const sentence = (words: string) => words.replace(/^./, (first) => first.toUpperCase());

function Row({
  text,
  event: { id, type, receivedAt, paymentId, orderId },
  admin,
}: {
  text: AdminText;
  event: EventForAttention;
  admin: string;
}) {
  return (
    <li className={styles.row}>
      <div>
        <strong>{sentence(stripeEventInWords(type))}</strong>
        <p className={styles.small}>
          {formatLondonDateTime(receivedAt)}, {text('operations:atStripe', { id })}
        </p>
      </div>
      <div className={styles.links}>
        {paymentId && (
          <Link href={`${admin}/collections/payments/${paymentId}`} prefetch={false}>
            {text('operations:payment')}
          </Link>
        )}
        {orderId && (
          <Link href={`${admin}/collections/orders/${orderId}`} prefetch={false}>
            {text('operations:order')}
          </Link>
        )}
      </div>
    </li>
  );
}

/** The operations page for admins: work that has failed or is delayed, and how to resolve it. */
export async function OperationsView({ initPageResult, params, searchParams, viewActions }: AdminViewServerProps) {
  const { req, permissions, visibleEntities, locale } = initPageResult;
  const { payload, user, i18n } = req;
  const { admin, api } = payload.config.routes;
  if (!hasRole(user)) redirect(admin);
  const text = adminText(i18n);
  const state = await readOverview(payload);
  return (
    <DefaultTemplate
      {...{ i18n, locale, params, payload, permissions, req, searchParams, viewActions, visibleEntities }}
      user={user ?? undefined}
    >
      <SetStepNav nav={[{ label: text('nav:operations') }]} />
      <Gutter className={styles.page}>
        <h1 className={styles.heading}>{text('nav:operations')}</h1>
        <ul className={styles.tiles}>
          {createTiles(text, state, admin).map((tile) => (
            <Tile key={tile.label} {...tile} />
          ))}
        </ul>
        <DeadJobsCard text={text} jobs={state.jobs} admin={admin} api={api} />
        <UnknownTopicsCard text={text} topics={state.unknownTopics} api={api} />
        <StripeEventsCard text={text} events={state.stripeEvents} admin={admin} />
        <TasksCard text={text} tasks={state.tasks} />
      </Gutter>
    </DefaultTemplate>
  );
}
