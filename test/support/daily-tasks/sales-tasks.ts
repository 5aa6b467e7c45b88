import { strings } from '../../../src/admin/strings/index.ts';
import { payForOrder } from '../paid-order.ts';
import { makeCaller } from './make-caller.ts';
import { button, openFromMenu, type Task } from './task.ts';

const findByPhone: Task = {
  role: 'sales',
  name: 'find a customer by phone number',
  // Clicks: the menu (2), the search field and the row. Typed: the phone number.
  budget: { clicks: 4, fields: 1, keys: 12 },
  run: async (context) => {
    const { payload, page, user } = context;
    const { email, phone } = await makeCaller(payload);
    await openFromMenu(context, 'Customers');
    await user.fill(page.getByPlaceholder(/^Search by/), phone);
    await user.click(page.getByRole('row', { name: email }).getByRole('link').first());
    await page.getByRole('link', { name: phone }).first().waitFor();
    return undefined;
  },
};

const refundPart: Task = {
  role: 'sales',
  name: 'refund part of an order',
  // Clicks: the menu (2), the order, the amount, "Refund" and "Yes, refund it". Typed: the amount.
  budget: { clicks: 6, fields: 1, keys: 3 },
  run: async (context) => {
    const { payload, stripe, page, user } = context;
    const { orderId, orderNumber } = await payForOrder(payload, stripe);
    await openFromMenu(context, 'Orders');
    await user.click(page.getByRole('row', { name: orderNumber }).getByRole('link').first());
    await user.fill(page.locator('[name=refundAmount]'), '120');
    await user.click(button(page, strings.sales.refund));
    return {
      save: () => user.click(button(page, strings.sales.refundYes)),
      isSaved: async () => {
        const { docs } = await payload.find({ collection: 'payments', where: { order: { equals: orderId } } });
        return docs[0]?.refundedAmount === 12_000;
      },
      shown: page.getByText('Amount (up to £880.00)'),
    };
  },
};

export const SALES_TASKS: Task[] = [findByPhone, refundPart];
