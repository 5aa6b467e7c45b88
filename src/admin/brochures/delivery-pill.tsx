import { DELIVERY_PROBLEMS, type DeliveryProblem } from '../../services/brochures/delivery-problems.ts';
import { Pill, type Tone } from '../pill.tsx';
import type { DeskText } from '../strings/desk-text.ts';

export type Delivery = {
  deliveredAt?: string | null;
  resendingSince?: string | null;
  problem?: DeliveryProblem | null;
};

const PROBLEM_TONES: Record<DeliveryProblem, Tone> = {
  NO_DEFAULT: 'red',
  FILE_MISSING: 'red',
  FAILED: 'amber',
  REFUSED: 'red',
};

/** How far a request for a brochure has come. */
export function DeliveryPill({ text, deliveredAt, resendingSince, problem }: Delivery & { text: DeskText }) {
  if (problem) {
    const label = DELIVERY_PROBLEMS.find(({ value }) => value === problem)?.label;
    return <Pill tone={PROBLEM_TONES[problem]}>{label}</Pill>;
  }
  if (resendingSince) return <Pill tone="amber">{text('brochures:onItsWayAgain')}</Pill>;
  return deliveredAt ? (
    <Pill tone="green">{text('brochures:delivered')}</Pill>
  ) : (
    <Pill tone="amber">{text('brochures:onItsWay')}</Pill>
  );
}
