import { MinimalTemplate } from '@payloadcms/next/templates';
import { Link } from '@payloadcms/ui';
import type { AdminViewServerProps, DefaultServerCellComponentProps, Payload, UIFieldServerProps } from 'payload';
import { formatAdminURL } from 'payload/shared';
import { cache } from 'react';
import { hasRole, isStaff } from '../../access/roles.ts';
import type { User } from '../../payload-types.ts';
import { readHistory } from '../../services/history/index.ts';
import { type Invitation, invitations, invitedPerson } from '../../services/identity/staff-invitations.ts';
import { getSessionId, ownSessions } from '../../services/identity/staff-sessions.ts';
import { formatActor } from '../history/cells.tsx';
import { Pill, type Tone } from '../shared/elements.tsx';
import { formatLondonDateTime } from '../shared/format.ts';
import { type AdminText, adminText, type PlainKey } from '../strings/admin-text.ts';
import styles from './identity.module.css';
import { ChoosePassword } from './passwords.tsx';
import { DeactivateButton, EndAllButtons, EndButton, InviteButton, ReactivateButton } from './staff-buttons.tsx';

/** Reads the invitations, only once for each rendering of a page. */
export const invitationsOfPage = cache((payload: Payload) => invitations(payload));

/** Returns whether a member of staff can sign in, as a label and the label's tone. */
export function accessState(
  { deactivatedAt }: Pick<User, 'deactivatedAt'>,
  invitation: Invitation | undefined,
): [label: PlainKey, tone: Tone] {
  if (deactivatedAt) return ['staff:deactivated', 'grey'];
  if (!invitation) return ['staff:active', 'green'];
  const isGood = invitation.expiresAt && invitation.expiresAt.getTime() > Date.now();
  return isGood ? ['staff:invited', 'blue'] : ['staff:invitationEnded', 'amber'];
}

/** Whether a member of staff can sign in. */
export async function AccessCell({ rowData, payload, i18n }: DefaultServerCellComponentProps) {
  const person = rowData as User;
  const [label, tone] = accessState(person, (await invitationsOfPage(payload)).get(person.id));
  return <Pill tone={tone}>{adminText(i18n)(label)}</Pill>;
}

/**
 * Shows admins whether a colleague can sign in, with buttons to resend the invitation, and to deactivate or reactivate the
 * account. In the form for a new member of staff, shows only a note that an invitation will be sent.
 */
export async function AccessPanel({ id, data, payload, req, i18n }: UIFieldServerProps) {
  if (!hasRole(req.user) || String(id) === String(req.user?.id)) return null;
  const text = adminText(i18n);
  if (!id) return <p className={styles.staffNote}>{text('staff:willBeInvited')}</p>;
  const person = data as User;
  const invitation = (await invitationsOfPage(payload)).get(String(id));
  const [label, tone] = accessState(person, invitation);
  const act = `${payload.config.routes.api}/desk/staff/${id}`;
  return (
    <section className={styles.staffPanel}>
      <h2 className={styles.staffHeading}>{text('staff:access')}</h2>
      <p className={styles.state}>
        <Pill tone={tone}>{text(label)}</Pill> <span>{await why(payload, text, person, invitation)}</span>
      </p>
      <div className={styles.staffActions}>
        {person.deactivatedAt ? (
          <ReactivateButton url={`${act}/reactivate`} name={person.name} />
        ) : (
          <>
            {invitation && <InviteButton url={`${act}/invite`} email={person.email} />}
            <DeactivateButton url={`${act}/deactivate`} name={person.name} />
          </>
        )}
      </div>
    </section>
  );
}

async function why(
  payload: Payload,
  text: AdminText,
  { id, deactivatedAt }: User,
  invitation: Invitation | undefined,
): Promise<string> {
  if (deactivatedAt) {
    const history = await readHistory(payload, 'users', String(id));
    const change = history.find((entry) => entry.kind === 'change' && 'deactivated_at' in entry.fields);
    const who = formatActor(text, change?.kind === 'change' ? change.who : { kind: 'system', name: null });
    return text('staff:deactivatedAt', { at: formatLondonDateTime(deactivatedAt), who });
  }
  if (!invitation) return text('staff:activeWhy');
  const { invitedAt, expiresAt } = invitation;
  if (!expiresAt || expiresAt.getTime() <= Date.now()) return text('staff:invitedNoLink');
  return text('staff:invitedAt', { at: formatLondonDateTime(invitedAt), until: formatLondonDateTime(expiresAt) });
}

/** The sessions of the user's own account, with buttons to end them. */
export async function SessionsPanel({ id, payload, req, i18n }: UIFieldServerProps) {
  const { user } = req;
  if (!isStaff(user) || String(id) !== String(user.id)) return null;
  const text = adminText(i18n);
  const sessions = await ownSessions(payload, String(user.id), getSessionId(user));
  const url = `${payload.config.routes.api}/desk/account/sessions`;
  return (
    <section className={styles.staffPanel}>
      <h2 className={styles.staffHeading}>{text('staff:sessions')}</h2>
      <p className={styles.staffNote}>{text('staff:sessionsWhy')}</p>
      <ul className={styles.sessions}>
        {sessions.map(({ id: session, device, network, signedInAt, lastUsedAt, current }) => (
          <li key={session}>
            <span>
              <strong>{device}</strong> {current && <Pill tone="green">{text('staff:thisOne')}</Pill>}
              <span className={styles.facts}>
                {[
                  network && text('staff:network', { network }),
                  text('staff:signedInAt', { at: formatLondonDateTime(signedInAt) }),
                  lastUsedAt && text('staff:lastUsedAt', { at: formatLondonDateTime(lastUsedAt) }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </span>
            {!current && <EndButton url={`${url}/${encodeURIComponent(session)}/end`} device={device} />}
          </li>
        ))}
      </ul>
      <EndAllButtons
        url={`${url}/end-all`}
        signIn={`${payload.config.routes.admin}${payload.config.admin.routes.login}`}
        others={sessions.some(({ current }) => !current)}
      />
    </section>
  );
}

/** The page to which an invitation links. Anyone with the link can choose a password, signed in or not. */
export async function InvitationView({ initPageResult, params }: AdminViewServerProps) {
  const { payload, i18n } = initPageResult.req;
  const { admin: adminRoute, api } = payload.config.routes;
  const text = adminText(i18n);
  const token = String(params?.segments?.[1] ?? '');
  const person = await invitedPerson(payload, token);
  const signIn = formatAdminURL({ adminRoute, path: payload.config.admin.routes.login });
  return (
    <MinimalTemplate>
      <h1 className={styles.staffHeading}>{text(person ? 'staff:choosePassword' : 'staff:linkEnded')}</h1>
      <p className={styles.staffNote}>{person ? text('staff:chooseFor', person) : text('staff:linkEndedWhy')}</p>
      {person ? (
        <ChoosePassword url={`${api}/users/accept-invitation`} token={token} email={person.email} after={adminRoute} />
      ) : (
        <Link href={signIn} prefetch={false}>
          {text('staff:toSignIn')}
        </Link>
      )}
    </MinimalTemplate>
  );
}
