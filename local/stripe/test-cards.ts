/** The reason why a payment is declined. */
export type Decline = { code: string; decline_code?: string; message: string };

/** A test card or test bank account. The numbers and names come from https://docs.stripe.com/testing. */
export type TestCard = {
  number: string;
  /** The name of the card for use in code, such as `pm_card_visa`. */
  name: string;
  type: 'card' | 'bacs_debit';
  /** Whether the payer must authenticate at their bank (3-D Secure) before the payment. */
  authenticates?: true;
  /** Whether the bank decides later, so that the payment is in `processing` until then. */
  settlesLater?: true;
  decline?: Decline;
  /** The outcome of a refund, if it does not succeed at once. */
  refund?: 'pending' | 'fails';
  /** The reason for which the payer disputes the payment as soon as it has succeeded. */
  dispute?: string;
};

const declined = (code: string, decline_code: string | undefined, message: string): Decline => ({
  code,
  ...(decline_code && { decline_code }),
  message,
});
const genericDecline = declined('card_declined', 'generic_decline', 'Your card was declined.');
const card = (number: string, name: string, more: Partial<TestCard> = {}): TestCard => ({
  number,
  name,
  type: 'card',
  ...more,
});
const bank = (number: string, name: string, more: Partial<TestCard> = {}): TestCard => ({
  number,
  name,
  type: 'bacs_debit',
  settlesLater: true,
  ...more,
});

const TEST_CARDS: readonly TestCard[] = [
  card('4242424242424242', 'pm_card_visa'),
  card('4000056655665556', 'pm_card_visa_debit'),
  card('5555555555554444', 'pm_card_mastercard'),
  card('378282246310005', 'pm_card_amex'),
  card('4000008260000000', 'pm_card_gb'),
  card('4000000000000002', 'pm_card_chargeDeclined', { decline: genericDecline }),
  card('4000000000009995', 'pm_card_chargeDeclinedInsufficientFunds', {
    decline: declined('card_declined', 'insufficient_funds', 'Your card has insufficient funds.'),
  }),
  card('4000000000009987', 'pm_card_chargeDeclinedLostCard', {
    decline: declined('card_declined', 'lost_card', 'Your card was declined.'),
  }),
  card('4000000000009979', 'pm_card_chargeDeclinedStolenCard', {
    decline: declined('card_declined', 'stolen_card', 'Your card was declined.'),
  }),
  card('4000000000000069', 'pm_card_chargeDeclinedExpiredCard', {
    decline: declined('expired_card', undefined, 'Your card has expired.'),
  }),
  card('4000000000000127', 'pm_card_chargeDeclinedIncorrectCvc', {
    decline: declined('incorrect_cvc', undefined, "Your card's security code is incorrect."),
  }),
  card('4000000000000119', 'pm_card_chargeDeclinedProcessingError', {
    decline: declined(
      'processing_error',
      undefined,
      'An error occurred while processing your card. Try again in a little bit.',
    ),
  }),
  card('4000002500003155', 'pm_card_authenticationRequiredOnSetup', { authenticates: true }),
  card('4000002760003184', 'pm_card_authenticationRequired', { authenticates: true }),
  card('4000000000003220', 'pm_card_threeDSecure2Required', { authenticates: true }),
  card('4000008400001629', 'pm_card_threeDSecureRequiredChargeDeclined', {
    authenticates: true,
    decline: genericDecline,
  }),
  card('4000000000007726', 'pm_card_pendingRefund', { refund: 'pending' }),
  card('4000000000005126', 'pm_card_refundFail', { refund: 'fails' }),
  card('4000000000000259', 'pm_card_createDispute', { dispute: 'fraudulent' }),
  card('4000000000002685', 'pm_card_createDisputeProductNotReceived', { dispute: 'product_not_received' }),
  bank('00012345', 'pm_bacsDebit_success'),
  bank('33333335', 'pm_bacsDebit_debitNotAuthorized', {
    decline: declined(
      'debit_not_authorized',
      undefined,
      'The customer has notified their bank that this payment was unauthorized.',
    ),
  }),
];

/** Maps an older name of a test card to its current name. */
const withoutBrand = (name: string) => name.replace('pm_card_visa_charge', 'pm_card_charge');

const byNumber = new Map(TEST_CARDS.map((card) => [card.number, card]));
const byName = new Map(TEST_CARDS.map((card) => [card.name, card]));

export const cardNumbered = (number: string): TestCard | undefined => byNumber.get(number.replaceAll(/[ -]/g, ''));

export const cardNamed = (name: string): TestCard | undefined => byName.get(withoutBrand(name));
