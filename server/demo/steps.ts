/** The steps of the demonstration's larger tasks, in their order; how many of them are done. */
export type Steps = { readonly task: string; readonly done: number; readonly steps: readonly string[] };

export const steps: readonly Steps[] = [
  {
    task: 'Prepare the stall for the Codissia fair',
    done: 3,
    steps: [
      'Book stall B-14 and pay the advance',
      'Hotel rooms for two nights',
      'Banner to the printer, 8 by 4 feet',
      'Charge both tablets and load the offline demo',
      'Print 300 copies of the new price sheet',
      'Agree who stands when, lunch included',
    ],
  },
  {
    task: 'Draft the co-sell agreement',
    done: 2,
    steps: [
      'Collect what both sides agreed by mail',
      'First draft from the partner template',
      'Put in the ten per cent once legal has answered',
      'Send it to both sides',
    ],
  },
  {
    task: 'Rework the dealer price list',
    done: 2,
    steps: [
      'Take over the new steel prices',
      'Slabs for 10, 50 and 200 units',
      'Check the GST column',
      'Send it to Rahul’s dealers',
    ],
  },
  {
    task: 'Send the revised quote for 60 seats',
    done: 1,
    steps: ['Ask how many sit in the sample room', 'Split training into two half days', 'Have Meera read it once'],
  },
  {
    task: 'Clean up duplicate contacts',
    done: 1,
    steps: ['Those without a company', 'Same phone, two names', 'Old mail addresses that bounce'],
  },
  {
    task: 'Test the app without a signal',
    done: 2,
    steps: [
      'Airplane mode for an hour',
      'Two people edit the same job',
      'Battery down to ten per cent',
      'Write down what confused us',
    ],
  },
  {
    task: 'Order receipt printers',
    done: 0,
    steps: ['Compare the two offers', 'Ask for delivery before Friday'],
  },
  {
    task: 'Train the fee counter',
    done: 3,
    steps: ['Print the one-page guide', 'Half a day at the counter', 'Call again after a week'],
  },
];
