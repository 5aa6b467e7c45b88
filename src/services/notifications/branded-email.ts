import type { Payload } from 'payload';
import { forUnverified } from '../../emails/for-unverified.ts';
import { type MessageName, type MessageProps, type RenderedEmail, renderEmail } from '../../emails/messages.ts';
import { brandOf } from '../settings/brand.ts';

type Reader = { /** Whether the reader's address is known to be theirs. */ verified: boolean };

/**
 * Renders a message with the company's name, colour and logo as they are now. A reader whose address is not verified is shown no
 * more than `FOR_UNVERIFIED` has.
 */
export async function brandedEmail<Name extends MessageName>(
  payload: Payload,
  name: Name,
  props: MessageProps[Name],
  { verified }: Reader = { verified: false },
): Promise<RenderedEmail> {
  const { company, line, colour, emailLogo } = await brandOf(payload);
  const shown = verified ? props : forUnverified(name, props);
  return renderEmail(name, shown, { company, line, colour, logo: emailLogo });
}
