import '../tokens.css';
import { DefaultTemplate } from '@payloadcms/next/templates';
import { Gutter, SetStepNav } from '@payloadcms/ui';
import { redirect } from 'next/navigation.js';
import type { AdminViewServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { overview } from '../../services/operations/overview.ts';
import { deskText } from '../strings/desk-text.ts';
import { DeadJobsCard } from './dead-jobs-card.tsx';
import styles from './operations.module.css';
import { StripeEventsCard } from './stripe-events-card.tsx';
import { TasksCard } from './tasks-card.tsx';
import { Tile } from './tile.tsx';
import { tilesOf } from './tiles.ts';
import { UnknownTopicsCard } from './unknown-topics-card.tsx';

/** What is stuck, and what mends it; admins see it. */
export async function OperationsView({ initPageResult, params, searchParams, viewActions }: AdminViewServerProps) {
  const { req, permissions, visibleEntities, locale } = initPageResult;
  const { payload, user, i18n } = req;
  const { admin, api } = payload.config.routes;
  if (!hasRole(user)) redirect(admin);
  const text = deskText(i18n);
  const state = await overview(payload);
  return (
    <DefaultTemplate
      {...{ i18n, locale, params, payload, permissions, req, searchParams, viewActions, visibleEntities }}
      user={user ?? undefined}
    >
      <SetStepNav nav={[{ label: text('nav:operations') }]} />
      <Gutter className={styles.page}>
        <h1 className={styles.heading}>{text('nav:operations')}</h1>
        <ul className={styles.tiles}>
          {tilesOf(text, state, admin).map((tile) => (
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
