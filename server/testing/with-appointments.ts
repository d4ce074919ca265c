import { addModule } from './with-module.ts';

/** Puts the made-up module of `appointments.ts` beside the product's, for this process. */
export const addAppointments = (): void =>
  addModule({
    file: '#server/testing/appointments.ts',
    collections: ['appointments'],
    commands: ['bookAppointment'],
  });
